"""One job: `python -m services_catalog.back_office.work JOB`. The back office starts it."""

from __future__ import annotations

import logging
import os
import sys

from services_catalog.back_office.models import Job
from services_catalog.back_office.teaching import comparing, training
from services_catalog.back_office.trying import regression
from services_catalog.back_office.work.progress import NotDone, Progress, Work
from services_catalog.database import connect, sessions

logger = logging.getLogger(__name__)

KINDS: dict[str, Work] = {
    "regression": regression.run,
    "training": training.train,
    "comparison": comparing.run,
    "switch": training.switch,
}


def main(job_id: int) -> None:
    """Do the job, behind whoever answers citizens, and write down what came of it."""
    os.nice(10)
    engine = connect()
    with sessions(engine)() as session:
        job = session.get_one(Job, job_id)
    with Progress(engine, job_id) as progress:
        try:
            progress.finish(KINDS[job.kind](engine, job.about, progress))
        except NotDone as error:
            progress.fail(str(error))
        except Exception:
            logger.exception("Job %s was not done", job_id)
            progress.fail("Có lỗi không ngờ tới. Bạn báo người quản trị máy chủ xem tệp work.log.")
    engine.dispose()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    main(int(sys.argv[1]))
