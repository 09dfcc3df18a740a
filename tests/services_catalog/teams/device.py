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


def is_asked(question: Json, taken: Mapping[str, str]) -> bool:
    """What is skipped rules nothing out."""
    return holds(question.get("when"), {key: value for key, value in taken.items() if value != SKIPPED}) is True


def complete(guide: Json, answers: Mapping[str, str]) -> dict[str, str]:
    """The answers that count, with what is open skipped."""
    taken: dict[str, str] = {}
    for question in guide["questions"]:
        known = {option["id"] for option in question["options"]}
        answer = answers.get(question["id"], SKIPPED)
        if is_asked(question, taken):
            taken[question["id"]] = answer if answer in known else SKIPPED
        elif holds(question.get("when"), taken) is None:
            taken[question["id"]] = SKIPPED
    return taken


def result(guide: Json, words: Json, answers: Mapping[str, str], today: date) -> Json:
    """What the phone shows on the day `today`."""
    taken, day = complete(guide, answers), today.isoformat()
    questions = {question["id"]: question for question in guide["questions"]}
    ways = {id(each): _ways(each.get("when"), questions, taken) for part in guide["sections"] for each in part["items"]}
    held_of = {key: {holds(when, way) for way in found} for key, (when, found) in ways.items()}
    lines = [id(each) for section in guide["sections"] if section["id"] != "next" for each in section["items"]]
    is_brief = sum(len(held_of[key]) == 2 for key in lines) > words["most_open"]
    blocks: list[Json] = [_left_open(guide, taken, words)] if is_brief else []
    rests_on: dict[str, Json] = {}
    pages: dict[str, str | None] = {}
    for section in guide["sections"]:
        items = []
        left_out = _left_out(section, ways, words) if is_brief else set()
        for each in section["items"]:
            held = held_of[id(each)]
            version = next((one for one in each["versions"] if _of_day(one, day)), None)
            if id(each) in left_out:
                continue
            if version is None or True not in held or (False in held and section["id"] == "next"):
                continue
            item = dict(version["item"])
            if False in held:
                said = _case(_needed(each["when"], questions, ways[id(each)][1]), questions, words)
                item["when"] = ", ".join(filter(None, (item.get("when"), said)))
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


def _left_out(section: Json, ways: Mapping[int, Any], words: Json) -> set[int]:
    """Of the lines of `section` that are open those that hold in the fewest ways, beyond what is read."""
    shares = {}
    for each in section["items"]:
        when, found = ways[id(each)]
        held = [holds(when, way) for way in found]
        if len({*held}) == 2:
            shares[id(each)] = held.count(True) / len(held)
    likely = sorted(shares, key=lambda key: -shares[key])
    return {*likely[words["most_shown"].get(section["id"], 0) :]}


def _of_day(version: Json, day: str) -> bool:
    return (version["from"] is None or version["from"] <= day) and (version["to"] is None or day <= version["to"])


def _left_open(guide: Json, taken: Mapping[str, str], words: Json) -> Json:
    open_ = [each["about"] for each in guide["questions"] if taken.get(each["id"]) == SKIPPED and is_asked(each, taken)]
    text = words["left_open"]["text"].replace("{questions}", ", ".join(open_))
    return {"type": "text", "title": words["left_open"]["title"], "text": text}


def _ways(when: Json | None, questions: Json, taken: Mapping[str, str]) -> tuple[Json | None, list[dict[str, str]]]:
    """`when` with every way in which the questions that it hangs on may turn out."""
    names = {name for name, _ in mentions(when)}
    for name in reversed(questions):
        names |= {above for above, _ in mentions(questions[name].get("when"))} if name in names else set()
    ways: list[dict[str, str]] = [{}]
    for name in (name for name in questions if name in names):
        following = []
        for way in ways:
            options = [option["id"] for option in questions[name]["options"]]
            if (answer := taken.get(name, SKIPPED)) != SKIPPED:
                options = [answer]
            elif not holds(questions[name].get("when"), way):
                options = []
            following += [{**way, name: option} for option in options] or [way]
        ways = following
    return when, ways


def _needed(when: Json, questions: Json, ways: list[dict[str, str]]) -> Json:
    """`when` without what makes no difference in any of `ways`, and as short as it can be said."""

    def alike(one: Json, other: Json) -> bool:
        return all(holds(one, way) == holds(other, way) for way in ways)

    if "question" in when:
        question = questions[when["question"]]
        others = [option["id"] for option in question["options"] if option["id"] not in when["in"]]
        if not others and question.get("when"):
            return _needed(question["when"], questions, ways)
        denied = {"not": {"question": when["question"], "in": others}}
        return denied if len(others) < len(when["in"]) and alike(denied, when) else when
    if "not" in when:
        inner = _needed(when["not"], questions, ways)
        return dict(inner["not"]) if "not" in inner else {"not": inner}
    ((key, parts),) = when.items()
    for part in list(parts):
        others = [other for other in parts if other is not part]
        if others and alike({key: others}, {key: parts}):
            parts = others
    needed = [_needed(part, questions, ways) for part in parts]
    return _one(key, [inner for part in needed for inner in part.get(key, [part])])


def _one(key: str, parts: list[Json]) -> Json:
    return parts[0] if len(parts) == 1 else {key: parts}


def _case(needed: Json, questions: Json, words: Json) -> str:
    parts = needed.get("all", [needed])
    wanted = [part for part in parts if "not" not in part]
    unwanted = [part["not"] for part in parts if "not" in part]
    said = [words["if_case"].format(case=_in_words(_one("all", wanted), questions, words))] if wanted else []
    said += [words["unless"].format(case=_in_words(_one("any", unwanted), questions, words))] if unwanted else []
    return ", ".join(said)


def _in_words(needed: Json, questions: Json, words: Json, nested: bool = False) -> str:
    if "not" in needed:
        return str(words["not_case"]).format(case=_in_words(needed["not"], questions, words, nested=True))
    if "question" in needed:
        question = questions[needed["question"]]
        labels = [option["label"] for option in question["options"] if option["id"] in needed["in"]]
        return str(words["answer"]).format(question=question["about"], answer=words["either"].join(labels))
    key = "all" if "all" in needed else "any"
    joint = words["and" if key == "all" else "or"]
    said = str(joint).join(dict.fromkeys(_in_words(part, questions, words, nested=True) for part in needed[key]))
    return f"({said})" if nested else said


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
