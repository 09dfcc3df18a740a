"""Cross-validation of what is learnt from: each question in turn is held out, and asked of what learnt the others.

The two learners of the product: intents (bot/nlu, in Rasa's environment) and services (the linker).
"""

from __future__ import annotations

import json
import subprocess
from collections import defaultdict
from collections.abc import Iterator

from services_catalog.content import read_folder
from services_catalog.record import Aspect, ServiceRecord
from services_catalog.search.linker import Linker
from services_catalog.search.teaching import read_teaching
from tools.paths import ROOT, python_of

Tally = dict[str, list[int]]  # what was meant → [right, of]
FOLDS = 5
MOST_SHOWN = 15


def report(folds: int = FOLDS) -> str:
    """Both, as Markdown. Some minutes."""
    parts = ["## Cross-validation of the training data", f"{folds} folds; a question is never asked of what learnt it."]
    for name, tally in (("intent", intents(folds)), ("service", services(folds))):
        right, total = (sum(each[at] for each in tally.values()) for at in (0, 1))
        parts.append(f"**{name}**: {right / total:.1%} of {total:,} right; the lowest:")
        parts.append("\n".join(_lowest(name, tally)))
    return "\n\n".join(parts) + "\n"


def intents(folds: int) -> Tally:
    """Of each intent's examples, how many are told right by what learnt the others."""
    argv = [str(python_of("rasa")), "-W", "ignore", "-m", "bot.nlu.cross_validation", "--folds", str(folds)]
    done = subprocess.run(argv, cwd=ROOT, capture_output=True, text=True, check=True)
    found: Tally = json.loads(done.stdout.splitlines()[-1])["intents"]
    return found


def services(folds: int) -> Tally:
    """Of each service's questions, how many are linked to it by what learnt the others."""
    records = {slug: record for slug, record in read_folder() if isinstance(record, ServiceRecord)}
    teaching = read_teaching()
    tally: defaultdict[str, list[int]] = defaultdict(lambda: [0, 0])
    for fold in range(folds):
        kept, held_out = {}, []
        for slug, record in records.items():
            questions: dict[Aspect, list[str]] = {}
            for aspect, texts in record.questions.items():
                questions[aspect] = [text for at, text in enumerate(texts) if at % folds != fold]
                held_out += [(slug, text) for at, text in enumerate(texts) if at % folds == fold]
            kept[slug] = record.model_copy(update={"questions": questions})
        linker = Linker.learnt(kept, teaching)
        for slug, text in held_out:
            tally[slug][0] += linker.link(text).best[0].split("/")[0] == slug.split("/")[0]
            tally[slug][1] += 1
    return dict(tally)


def _lowest(name: str, tally: Tally) -> Iterator[str]:
    yield f"| {name} | right | of |"
    yield "|---|---|---|"
    for label, (right, total) in sorted(tally.items(), key=lambda item: item[1][0] / item[1][1])[:MOST_SHOWN]:
        yield f"| {label} | {right / total:.1%} | {total} |"
