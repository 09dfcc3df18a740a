"""The action server on loopback: `python -m actions`."""

from __future__ import annotations

import logging
import os

from rasa_sdk.endpoint import create_app
from rasa_sdk.executor import ActionExecutor

from actions.reply import ActionReply
from services_catalog.catalogue import Catalogue
from services_catalog.database import connect
from services_catalog.settings import settings


class _NotTheVersions(logging.Filter):
    """Drops one warning: rasa-sdk's of Rasa 3.6.21, which tests/contract/test_action_server.py holds to work."""

    def filter(self, record: logging.LogRecord) -> bool:
        return "rasa_sdk version" not in record.getMessage()


def main() -> None:
    """Serve the actions until told to stop. rasa-sdk's own runner listens on every address; this one does not."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    catalogue = Catalogue(connect(), settings().linker_store)
    catalogue.follow(settings().refresh_seconds)
    executor = ActionExecutor()
    executor.register_action(ActionReply(catalogue))
    app = create_app(executor, cors_origins=None)
    app.run(
        host="127.0.0.1",
        port=int(os.environ.get("ACTIONS_PORT", "5055")),
        single_process=True,
        access_log=False,
        motd=False,
    )


if __name__ == "__main__":
    main()
