"""`python -m services_catalog`: the command line, which `./catalogue` calls."""

from services_catalog.cli import app

app(prog_name="catalogue")
