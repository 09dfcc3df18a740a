"""What citizens ask, counted: recording, figures by day, pages, charts, open data."""
