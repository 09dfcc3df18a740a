"""What community digital teams need of the catalogue: codes, packs, tallies, reports. Knows no FastAPI."""
