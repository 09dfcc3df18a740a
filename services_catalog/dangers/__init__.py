"""Danger that is told in plain words, so that help does not hang on what was learnt. Pure."""
