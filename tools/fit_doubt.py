"""How much each sign of a doubtful message weighs, from labelled questions: `python -m tools.fit_doubt [FILE …]`.

Prints what stands in services_catalog/search/doubt.py, and what it would ask back of the same questions; without
files, those of the project. To be run again when much is taught anew.
"""

from __future__ import annotations

import argparse
from dataclasses import astuple
from pathlib import Path

import numpy as np
from sklearn.linear_model import LogisticRegression

from services_catalog.content import read_folder
from services_catalog.guides.guide import Guide
from services_catalog.record import ServiceRecord
from services_catalog.search.linker import Linker
from services_catalog.search.teaching import read_teaching
from tools.evaluate import OWN, STRANGERS, Question, read_questions

LIKELIHOODS = (0.5, 0.4, 0.35, 0.3, 0.25, 0.2)
STRENGTH = 1.0  # of the regularisation, inverse


def main() -> None:
    """Learn the services (half a minute), fit, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    files = parser.parse_args().files or [OWN, STRANGERS]
    questions = [each for file in files for each in read_questions(file) if not each.get("context")]
    questions = [each for each in questions if each["service"] not in ("none", "oos")]
    content = dict(read_folder())
    records = {slug: each for slug, each in content.items() if isinstance(each, ServiceRecord)}
    guides = {slug.split("/")[-1]: each for slug, each in content.items() if isinstance(each, Guide)}
    linker = Linker.learnt(records, read_teaching().with_events(guides))

    signs, doubtful = [], []
    for question in questions:
        found, _ = linker.signs_of_doubt(question["text"])
        if found:
            signs.append([float(sign) for sign in astuple(found)])
            doubtful.append(is_doubtful(question))
    rows, wanted = np.array(signs), np.array(doubtful)
    fitted = LogisticRegression(C=STRENGTH).fit(rows, wanted)
    weights = ", ".join(f"{weight:.2f}" for weight in fitted.coef_[0])
    print(f"WEIGHTS = ({weights})\nBIAS = {fitted.intercept_[0]:.2f}\n")
    of_doubtful = sum(map(is_doubtful, questions))
    likelihoods = fitted.predict_proba(rows)[:, 1]
    for likely in LIKELIHOODS:
        right, wrong = (likelihoods[wanted] > likely).sum(), (likelihoods[~wanted] > likely).sum()
        print(f"LIKELY = {likely}: {right} of {of_doubtful} doubtful, {wrong} of {len(questions) - of_doubtful} others")


def is_doubtful(question: Question) -> bool:
    """Whether asking back is right."""
    return any(str(each).startswith("ambiguous:") for each in (question["service"], *question.get("also_ok", [])))


if __name__ == "__main__":
    main()
