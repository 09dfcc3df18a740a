"""A phone, in Python: runs a compiled guide as docs/teams.md tells, knowing nothing of the catalogue."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

Json = dict[str, Any]
SKIPPED = "?"


def holds(condition: Json | None, answers: Mapping[str, str]) -> bool | None:
    """Kleene's logic over the four forms of a condition."""
    if condition is None:
        return True
    if "question" in condition:
        answer = answers.get(condition["question"])
        return None if answer == SKIPPED else answer in condition["in"]
    if "not" in condition:
        held = holds(condition["not"], answers)
        return None if held is None else not held
    decides = "any" in condition
    parts = [holds(part, answers) for part in condition["any" if decides else "all"]]
    return decides if decides in parts else None if None in parts else not decides


def mentions(condition: Json | None) -> Iterator[tuple[str, str]]:
    """Each (question, option) that a condition speaks of."""
    if condition is None:
        return
    if "question" in condition:
        yield from ((condition["question"], option) for option in condition["in"])
    for part in [condition.get("not"), *condition.get("all", []), *condition.get("any", [])]:
        yield from mentions(part)


def complete(guide: Json, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that count, with what is open skipped."""
    taken: dict[str, str] = {}
    for question in guide["questions"]:
        asked = holds(question.get("when"), taken)
        if asked is False:
            continue
        known = {option["id"] for option in question["options"]}
        answer = answers.get(question["id"], SKIPPED)
        taken[question["id"]] = answer if asked and answer in known else SKIPPED
    return taken


def result(guide: Json, words: Json, answers: Mapping[str, str], today: date) -> Json:
    """What the phone shows on the day `today`."""
    taken, day = complete(guide, answers), today.isoformat()
    questions = {question["id"]: question for question in guide["questions"]}
    blocks: list[Json] = []
    rests_on: dict[str, Json] = {}
    pages: dict[str, str | None] = {}
    for section in guide["sections"]:
        items = []
        for each in section["items"]:
            held = holds(each.get("when"), taken)
            version = next((one for one in each["versions"] if _of_day(one, day)), None)
            if version is None or held is False or (held is None and section["id"] == "next"):
                continue
            item = dict(version["item"])
            if held is None:
                item["when"] = _case(each["when"], questions, taken, words)
            items.append(item)
            if "record" in each:
                rests_on.setdefault(each["record"], guide["records"][each["record"]])
            pages |= {
                guide["sources"][page]["title"]: guide["sources"][page]["url"] for page in version.get("pages", [])
            }
        if items:
            blocks.append(_block(section, items))
    rested = [guide, *rests_on.values()]
    laws: dict[str, Json] = {}
    for law in (law for record in rests_on.values() for law in record["laws"]):
        if law["to"] is None or law["to"] >= day:
            laws.setdefault(law["number"], {key: law[key] for key in ("number", "title", "url")})
    return {
        "title": guide["title"],
        "choices": [
            [question["about"], option["label"]]
            for question in guide["questions"]
            for option in question["options"]
            if taken.get(question["id"]) == option["id"]
        ],
        "blocks": [*_overdue(rested, words, day), *blocks],
        "sources": [*laws.values(), *({"number": None, "title": title, "url": url} for title, url in pages.items())],
        "verified_at": min(each["verified_on"] for each in rested),
    }


def _of_day(version: Json, day: str) -> bool:
    return (version["from"] is None or version["from"] <= day) and (version["to"] is None or day <= version["to"])


def _case(condition: Json, questions: Json, taken: Mapping[str, str], words: Json) -> str:
    labels: list[str] = []
    for name, option_id in mentions(condition):
        for option in questions[name]["options"] if taken.get(name) == SKIPPED else []:
            if option["id"] == option_id and option["label"] not in labels:
                labels.append(option["label"])
    return str(words["if_case"]).replace("{case}", words["or"].join(f"«{label}»" for label in labels))


def _block(section: Json, items: list[Json]) -> Json:
    title, kind = section["title"], section["block"]
    if kind not in ("text", "notice"):
        return {"type": kind, "title": title, "items": items}
    level = {"level": "warning"} if kind == "notice" else {}
    return {"type": kind, **level, "title": title, "text": "\n".join(map(_line, items))}


def _line(item: Json) -> str:
    case, note = item.get("when"), item.get("note")
    text = f"{case[0].upper()}{case[1:]}: {item['text']}" if case else str(item["text"])
    return f"{text} ({note})" if note else text


def _overdue(rested: list[Json], words: Json, day: str) -> list[Json]:
    over = [record["name"] for record in rested[1:] if record["valid_to"] and record["valid_to"] < day]
    late = [each["verified_on"] for each in rested if each["review_until"] < day]
    if over:
        text = words["expired"].replace("{names}", ", ".join(over))
    elif late:
        text = words["overdue"].replace("{day}", date.fromisoformat(min(late)).strftime("%d/%m/%Y"))
    else:
        return []
    return [{"type": "notice", "level": "warning", "text": text}]
