"""Where staff keep the catalogue true, under `/quan-tri`: the one part of `services_catalog` that knows FastAPI."""
