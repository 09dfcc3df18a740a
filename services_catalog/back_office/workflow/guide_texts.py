"""The words of a guide as fields of a form, for clerks who know no YAML: what is asked, the buttons, the notes.

What decides the way (ids, conditions) is not among them: a word can be mended without breaking the way.
"""

from __future__ import annotations

import copy
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from services_catalog.guides.wording import say

Data = dict[str, Any]
SECTIONS = ("outcomes", "papers", "steps", "fees", "durations", "where", "warnings", "ask_whom")
OWN = {"papers": "name", "fees": "label"}  # by which field an item says something of its own; the others: text


@dataclass(frozen=True)
class TextField:
    """One text. `path`: where it stands («questions.0.ask»), also the name of its input. `lines`: one entry a line."""

    path: str
    label: str
    value: str
    lines: bool = False
    required: bool = False


@dataclass(frozen=True)
class Group:
    """Texts that belong together: a question with its options, an item of the result."""

    title: str
    fields: list[TextField]


def groups(data: Mapping[str, Any]) -> list[Group]:
    """The texts of a guide in its JSON form, in the order in which citizens meet them."""
    found = [
        Group(
            "Hướng dẫn",
            [
                _field(data, "title", "Tên hướng dẫn", required=True),
                _field(data, "summary", "Tóm tắt (20 đến 400 chữ)", required=True),
                _field(data, "asked", "Người dân hỏi thế nào, mỗi dòng một câu (ít nhất 3)", lines=True, required=True),
            ],
        )
    ]
    for at, question in enumerate(data.get("questions", [])):
        here = f"questions.{at}"
        fields = [
            _field(data, f"{here}.ask", "Câu hỏi", required=True),
            _field(data, f"{here}.about", "Gọi tắt, hai ba chữ"),
            _field(data, f"{here}.help", "Giải thích: vì sao hỏi, xem ở đâu"),
        ]
        for number, _option in enumerate(question.get("options", [])):
            option = f"{here}.options.{number}"
            fields += [
                _field(data, f"{option}.label", f"Lựa chọn {number + 1}: chữ trên nút", required=True),
                _field(
                    data, f"{option}.says", f"Lựa chọn {number + 1}: người dân hay nói, mỗi dòng một cách", lines=True
                ),
                _field(data, f"{option}.note", f"Lựa chọn {number + 1}: ghi chú"),
            ]
        found.append(Group(f"Câu hỏi {at + 1}: {question.get('ask', '')}", fields))
    for section in SECTIONS:
        for at, item in enumerate(data.get(section, [])):
            here = f"{section}.{at}"
            own = OWN.get(section, "text")
            borrowed = item.get("from")
            fields = [] if borrowed else [_field(data, f"{here}.{own}", "Nội dung", required=True)]
            fields += [
                _field(data, f"{here}.case", "Nói trước: trường hợp"),
                _field(data, f"{here}.note", "Ghi chú"),
                _field(data, f"{here}.helper", "Dành cho người giúp làm thay"),
            ]
            if section == "steps":
                fields.append(_field(data, f"{here}.check", "Cần xem lại gì trước khi đi tiếp"))
                if item.get("beside"):
                    fields.append(_field(data, f"{here}.beside.helper", "Tổ công nghệ số: người giúp làm gì"))
                    fields.append(_field(data, f"{here}.beside.check", "Tổ công nghệ số: hỏi lại gì trước khi đi tiếp"))
            name = borrowed.get("name", "") if isinstance(borrowed, dict) else borrowed or item.get(own, "")
            taken = " (lời lấy từ dịch vụ)" if borrowed else ""
            found.append(Group(f"{say(f'section.{section}')} {at + 1}: {name}{taken}", fields))
    return found


def with_texts(data: Mapping[str, Any], typed: Mapping[str, str]) -> Data:
    """`data` with the texts that were typed; paths that are no texts of this guide are passed over."""
    changed: Data = copy.deepcopy(dict(data))
    for field in (each for group in groups(data) for each in group.fields):
        if field.path in typed:
            _put(changed, field, typed[field.path])
    return changed


def typed_over(
    base: Mapping[str, Any], newest: Mapping[str, Any], typed: Mapping[str, str]
) -> tuple[Data, list[TextField]]:
    """What was typed on `base`, carried over to `newest`, which somebody else has saved meanwhile.

    Only what was changed is carried over. The second part: texts that both have changed, as the other has them.
    """
    before = {each.path: each.value for group in groups(base) for each in group.fields}
    mine = {path: text for path, text in typed.items() if path in before and _plain(text) != _plain(before[path])}
    theirs = [each for group in groups(newest) for each in group.fields]
    both = [
        each
        for each in theirs
        if each.path in mine
        and _plain(each.value) != _plain(before[each.path])
        and _plain(each.value) != _plain(mine[each.path])
    ]
    return with_texts(newest, mine), both


def _plain(text: str) -> str:
    return "\n".join(filter(None, (" ".join(line.split()) for line in text.splitlines())))


def _field(data: Mapping[str, Any], path: str, label: str, *, lines: bool = False, required: bool = False) -> TextField:
    value: Any = data
    for part in path.split("."):
        value = value[int(part)] if isinstance(value, list) else (value or {}).get(part)
    text = "\n".join(map(str, value or [])) if lines else str(value or "")
    return TextField(path, label, text, lines, required)


def _put(data: Data, field: TextField, text: str) -> None:
    *way, last = field.path.split(".")
    target: Any = data
    for part in way:
        target = target[int(part)] if isinstance(target, list) else target[part]
    text = _plain(text)
    value: Any = text.splitlines() if field.lines else text.replace("\n", " ")
    if value or field.required:
        target[last] = value
    else:
        target.pop(last, None)
