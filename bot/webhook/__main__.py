"""The web application: `python -m bot.webhook`."""

from __future__ import annotations

from typing import TYPE_CHECKING

import uvicorn

from bot.webhook import logs
from bot.webhook.app import create_app
from bot.webhook.rasa import Rasa
from bot.webhook.serving import limited
from bot.webhook.settings import settings
from bot.webhook.standby import Standby
from services_catalog.database import connect
from services_catalog.settings import settings as catalogue_settings

if TYPE_CHECKING:
    from services_catalog.catalogue import Catalogue

SHUTDOWN_SECONDS = 8  # for what is under way to be answered; supervisord kills after ten


def open_catalogue() -> Catalogue:
    """The catalogue of this process, following the database."""
    from services_catalog import catalogue as module  # not before it is needed: see standby.py

    chosen = catalogue_settings()
    catalogue = module.Catalogue(connect(), chosen.linker_store)
    catalogue.follow(chosen.refresh_seconds)
    return catalogue


def main() -> None:
    """Serve until told to stop."""
    logs.configure()
    chosen = settings()
    rasa = Rasa(chosen.rasa_port, chosen.rasa_timeout_seconds, chosen.rasa_in_use)
    app = create_app(chosen, rasa, Standby(open_catalogue), connect())
    uvicorn.run(
        app,
        host=chosen.host,
        port=chosen.port,
        http=limited(chosen),
        ws="none",
        log_config=None,  # as logs.py has it
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_graceful_shutdown=SHUTDOWN_SECONDS,
    )


if __name__ == "__main__":
    main()
