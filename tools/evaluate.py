"""`make evaluate`: asks the whole stack labelled questions and writes down how well it understands.

    python -m tools.evaluate                       the project's own held-out sets, one with the noise suite
    python -m tools.evaluate FILE [FILE …]         other sets of the same form
    python -m tools.evaluate --url URL FILE        a stack that runs already
    python -m tools.evaluate --cross-validate      also: of the training data, what is told right without being learnt

A question is one JSON object a line: id, text, service, aspect, style, `context` (the turns before it), and the
readings that are as good (`also_ok`, `aspects_ok`). `service` is a slug, `none`, `oos`, or `ambiguous:a|b`.
The scoreboard of the project's own sets is written to docs/quality.md.
"""

from __future__ import annotations

import argparse
import json
import statistics
import time
import urllib.request
import uuid
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.typing_styles import STYLES, rendered
from tools.paths import ROOT
from tools.stack import Stack

OWN = ROOT / "tests" / "questions" / "regression.jsonl"
STRANGERS = ROOT / "tests" / "questions" / "strangers.jsonl"  # written without sight of what is taught
UNSEEN = ROOT / "tests" / "questions" / "unseen.jsonl"  # the same, and only its figures are looked at, never a question
SCOREBOARD = ROOT / "docs" / "quality.md"
BANDS = (0.0, 0.3, 0.5, 0.7, 0.85, 0.95, 1.001)
MOST_SHOWN = 15  # confusions and worst questions
DECLINING = ("fallback", "handoff", "smalltalk")

Question = dict[str, Any]
Verdicts = dict[str, bool]


@dataclass(frozen=True)
class Result:
    """A question with what came back."""

    question: Question
    custom: dict[str, Any]
    verdicts: Verdicts
    milliseconds: float


def family(slug: str | None) -> str | None:
    """The part of a slug before the slash: a variant counts as its family."""
    return slug.split("/")[0] if slug else None


def judge(question: Question, custom: dict[str, Any], listed: set[str]) -> Verdicts:
    """The verdicts for the reading of the question that the reply fits best."""
    readings = [question["service"], *question.get("also_ok", [])]
    if question.get("kind") == "unlisted":
        return {"no service forced": family(custom.get("service")) not in listed - set(readings)}
    aspects = [question["aspect"], *question.get("aspects_ok", [])]
    verdicts = [_judge_reading(wanted, aspects, custom) for wanted in readings]
    return max(verdicts, key=_fit)


def _fit(verdicts: Verdicts) -> float:
    """How well a reading was met: a share, for one that asks back has one verdict and one of a service five."""
    return sum(good for name, good in verdicts.items() if name != "wrongly declined") / len(verdicts)


def _judge_reading(wanted: str, aspects: Sequence[str], custom: dict[str, Any]) -> Verdicts:
    kind, service = custom.get("type"), family(custom.get("service"))
    offered = {family(slug) for slug in custom.get("candidates") or []}
    if wanted == "oos":
        return {"declined": service is None and kind in DECLINING}
    if wanted == "none":
        return {"no service forced": service is None}
    if wanted.startswith("ambiguous:"):
        slugs = set(wanted.removeprefix("ambiguous:").split("|"))
        return {"asked back": kind == "clarify" and len(slugs & offered) >= 2}
    right = service == wanted and kind in ("answer", "guide")
    same = custom.get("aspect") in aspects
    return {
        "service": right,
        "service or offered": right or (kind == "clarify" and wanted in offered),
        "aspect": same,
        "both": right and same,
        "wrongly declined": kind in DECLINING or kind is None,
    }


def say(url: str, sender: str, text: str) -> tuple[dict[str, Any], float]:
    """One turn: what was understood, and milliseconds."""
    body = json.dumps({"sender": sender, "message": text}).encode()
    request = urllib.request.Request(url, body, {"Content-Type": "application/json"})
    began = time.perf_counter()
    with urllib.request.urlopen(request, timeout=60) as reply:
        messages = json.load(reply)
    milliseconds = (time.perf_counter() - began) * 1000
    return next((m["custom"] for m in reversed(messages) if m.get("custom")), {}), milliseconds


def ask_all(url: str, questions: Sequence[Question], style: str = "clean", jobs: int = 2) -> list[Result]:
    """Ask every question in a conversation of its own, typed in `style`."""
    listed = {question["service"] for question in questions}

    def ask(question: Question) -> Result:
        sender = f"evaluate-{uuid.uuid4().hex}"
        for earlier in question.get("context") or []:
            say(url, sender, rendered(earlier, style))
        custom, milliseconds = say(url, sender, rendered(question["text"], style))
        return Result(question, custom, judge(question, custom, listed), milliseconds)

    with ThreadPoolExecutor(jobs) as pool:
        return list(pool.map(ask, questions))


def read_questions(path: Path) -> list[Question]:
    """The questions of a JSONL file."""
    return [json.loads(line) for line in path.read_text("utf-8").splitlines() if line.strip()]


def table(results: Sequence[Result], group: str) -> Iterator[str]:
    """Markdown rows: the share of each verdict, by the question's value of `group`."""
    names = ("service", "service or offered", "aspect", "both", "wrongly declined")
    rest = ("declined", "asked back", "no service forced")
    yield f"| {group} | questions | " + " | ".join((*names, *rest)) + " |"
    yield "|---" * (len(names) + len(rest) + 2) + "|"
    groups: defaultdict[str, list[Result]] = defaultdict(list)
    for result in results:
        groups["all"].append(result)
        value = "follow-up" if result.question.get("context") else "first"
        groups[value if group == "turn" else str(result.question.get(group))].append(result)
    for value in sorted(groups, key=lambda value: (value != "all", value)):
        cells = []
        for name in (*names, *rest):
            found = [result.verdicts[name] for result in groups[value] if name in result.verdicts]
            cells.append(f"{sum(found) / len(found):.1%} of {len(found)}" if found else "")
        yield f"| {value} | {len(groups[value])} | " + " | ".join(cells) + " |"


def calibration(results: Sequence[Result]) -> Iterator[str]:
    """Markdown rows: of the answers given with this confidence, how many named the right service."""
    yield "| confidence | answers | service right |"
    yield "|---|---|---|"
    given = [
        (result.custom["confidence"], result.verdicts["service"])
        for result in results
        if "service" in result.verdicts and result.custom.get("type") == "answer"
    ]
    for low, high in zip(BANDS, BANDS[1:]):
        found = [right for confidence, right in given if low <= confidence < high]
        if found:
            yield f"| {low:.2f} to {min(high, 1):.2f} | {len(found)} | {sum(found) / len(found):.1%} |"


def confusions(results: Sequence[Result]) -> Iterator[str]:
    """Markdown rows: what was taken for what, most frequent first."""
    yield "| meant | answered | times |"
    yield "|---|---|---|"
    pairs = Counter(
        (result.question["service"], family(result.custom.get("service")) or result.custom.get("type"))
        for result in results
        if result.verdicts.get("service") is False
    )
    for (meant, answered), times in pairs.most_common(MOST_SHOWN):
        yield f"| {meant} | {answered} | {times} |"


def worst(results: Sequence[Result]) -> Iterator[str]:
    """Markdown lines: the wrong answers that were given with the greatest confidence."""
    wrong = [r for r in results if r.verdicts.get("service") is False and r.custom.get("type") == "answer"]
    wrong.sort(key=lambda result: -result.custom["confidence"])
    for result in wrong[:MOST_SHOWN]:
        q = result.question
        yield f"- «{q['text']}»: {q['service']}, answered {result.custom['service']} at {result.custom['confidence']}"


def noise(url: str, questions: Sequence[Question]) -> Iterator[str]:
    """Markdown rows: the standard questions rendered mechanically in each typing style, and what is lost."""
    clean = [q for q in questions if q.get("style") == "standard" and not q["service"].startswith("ambiguous")]
    yield "| typed | service | both | loss of service |"
    yield "|---|---|---|---|"
    base = None
    for style in STYLES:
        results = ask_all(url, clean, style)
        service, both = (_share(results, name) for name in ("service", "both"))
        base = service if base is None else base
        yield f"| {style} | {service:.1%} | {both:.1%} | {(base - service) * 100:.1f} points |"


def _share(results: Sequence[Result], name: str) -> float:
    found = [result.verdicts[name] for result in results if name in result.verdicts]
    return sum(found) / len(found) if found else 0.0


def report(name: str, url: str, questions: Sequence[Question], with_noise: bool, is_unseen: bool = False) -> str:
    """The scoreboard of one set, as Markdown; of one that `is_unseen`, nothing that tells what to mend."""
    results = ask_all(url, questions)
    times = sorted(result.milliseconds for result in results)
    parts = [
        f"## {name}: {len(questions)} questions",
        f"Latency p50 {statistics.median(times):.0f} ms, p95 {times[int(len(times) * 0.95)]:.0f} ms, two at a time.",
        *("\n".join(table(results, group)) for group in ("style", "turn")),
        "### Calibration\n\n" + "\n".join(calibration(results)),
    ]
    if not is_unseen:
        parts += [
            *("\n".join(table(results, group)) for group in ("aspect", "service")),
            "### Confusions\n\n" + "\n".join(confusions(results)),
            "### Wrong with the greatest confidence\n\n" + "\n".join(worst(results)),
        ]
    if with_noise:
        parts.append("### Noise: the standard questions typed otherwise\n\n" + "\n".join(noise(url, questions)))
    return "\n\n".join(parts) + "\n"


@contextmanager
def running(url: str | None) -> Iterator[str]:
    """The address of the webhook: the one given, or that of a stack started for the occasion."""
    if url:
        yield url
        return
    with Stack() as stack:
        yield f"{stack.url}/webhooks/rest/webhook"


def main() -> None:
    """Print the scoreboards; write those of the project's own sets to docs/quality.md."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("files", nargs="*", type=Path)
    parser.add_argument("--url", help="the webhook of a stack that runs already")
    parser.add_argument("--cross-validate", action="store_true", help="some ten minutes more")
    options = parser.parse_args()
    boards = ["# How well it understands\n\nMade by `make evaluate`; not edited by hand.\n"]
    with running(options.url) as url:
        for path in options.files or [OWN, STRANGERS, UNSEEN]:
            chosen = path.resolve()
            boards.append(report(path.name, url, read_questions(path), chosen == OWN, chosen == UNSEEN))
            print(boards[-1])
    if options.cross_validate:
        from tools import cross_validation  # learns: not for who only asks a running stack

        boards.append(cross_validation.report())
        print(boards[-1])
    if not options.files:
        SCOREBOARD.write_text("\n".join(boards), "utf-8")


if __name__ == "__main__":
    main()
