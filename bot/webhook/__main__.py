"""The web application: `python -m bot.webhook`."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import uvicorn

from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.settings import settings
from bot.webhook.standby import Standby
from services_catalog.database import connect
from services_catalog.settings import settings as catalogue_settings

if TYPE_CHECKING:
    from services_catalog.catalogue import Catalogue


def open_catalogue() -> Catalogue:
    """The catalogue of this process, following the database."""
    from services_catalog import catalogue as module  # not before it is needed: see standby.py

    chosen = catalogue_settings()
    catalogue = module.Catalogue(connect(), chosen.linker_store)
    catalogue.follow(chosen.refresh_seconds)
    return catalogue


def main() -> None:
    """Serve until told to stop."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("httpx").setLevel(logging.WARNING)
    chosen = settings()
    rasa = Rasa(chosen.rasa_port, chosen.rasa_timeout_seconds)
    app = create_app(chosen, rasa, Standby(open_catalogue), connect())
    uvicorn.run(app, host=chosen.host, port=chosen.port, log_level="warning", access_log=False, server_header=False)


if __name__ == "__main__":
    main()
