"""Guides: a few short questions, then the papers and steps of one citizen's case. See docs/guides.md."""
