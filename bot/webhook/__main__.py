"""The web application: `python -m bot.webhook`."""

from __future__ import annotations

import logging

import uvicorn

from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import settings
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from services_catalog.settings import settings as catalogue_settings


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    chosen = settings()
    engine = connect()
    catalogue = Catalogue(engine, catalogue_settings().linker_store)
    catalogue.follow(catalogue_settings().refresh_seconds)
    app = create_app(chosen, Rasa(chosen.rasa_port, chosen.rasa_timeout_seconds), catalogue, engine)
    uvicorn.run(app, host=chosen.host, port=chosen.port, log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
