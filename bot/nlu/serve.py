"""Rasa's server, mended and on loopback: `python -m bot.nlu.serve --model models/NAME.tar.gz`."""

from __future__ import annotations

import argparse
import gc
import logging
import os
import sys
import warnings
from pathlib import Path

os.environ.setdefault("RASA_TELEMETRY_ENABLED", "false")
os.environ.setdefault("ACTIONS_PORT", "5055")  # read by endpoints.yml
os.environ.setdefault("SQLALCHEMY_SILENCE_UBER_WARNING", "1")
os.environ.setdefault("OMP_NUM_THREADS", "1")  # the arrays are small; threads only fight the other processes


def main() -> None:
    """Serve one model until told to stop. Exits with a sentence if the model file is not there.

    `rasa run` falls back to the newest model of a folder without a word; this does not.
    """
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=int(os.environ.get("RASA_PORT", "5005")))
    options = parser.parse_args()
    if not options.model.is_file():
        sys.exit(f"There is no model at {options.model}. Train one: make train")
    warnings.filterwarnings("ignore")
    from bot.nlu import mends

    mends.apply()
    import rasa
    from rasa.utils.log_utils import configure_structlog

    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s", force=True)
    configure_structlog(logging.WARNING)
    # What the imports leave behind lives as long as the process: not to be looked through each time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000, 20, 20)
    rasa.run(
        model=str(options.model),
        endpoints="endpoints.yml",
        credentials="credentials.yml",
        interface=options.host,
        port=options.port,
        enable_api=False,
    )


if __name__ == "__main__":
    main()
