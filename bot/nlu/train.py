"""Rasa's training, mended: `python -m bot.nlu.train --name NAME --out FOLDER`. `make train` calls it."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import warnings

from bot.nlu import mends

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")


def main() -> None:
    """Train a model of the folder this is started in. Exits with a sentence if Rasa finds its files wrong."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--name", required=True, help="file name of the model, without .tar.gz")
    parser.add_argument("--out", required=True, help="the folder it is written to")
    parser.add_argument("--config", default="config.yml")
    options = parser.parse_args()
    warnings.filterwarnings("ignore")
    mends.apply()
    import rasa
    from rasa.shared.exceptions import RasaException
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    configure_structlog(logging.INFO)
    sys.path.insert(0, os.getcwd())
    try:
        trained = rasa.train(
            domain="domain.yml",
            config=options.config,
            training_files="data",
            output=options.out,
            fixed_model_name=options.name,
            force_training=True,
        )
    except RasaException as error:  # something in the files, not in the code
        sys.exit(f"{type(error).__name__}: {error}")
    if trained.code:
        sys.exit(trained.code)


if __name__ == "__main__":
    main()
