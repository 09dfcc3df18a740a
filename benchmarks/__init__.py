"""Speed, memory and understanding, measured beside stock Rasa in the same run: `make bench`."""
