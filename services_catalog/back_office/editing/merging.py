"""Two people changed one record: what both did is put together, field by field and entry by entry.

Base is what both started from, theirs what was saved meanwhile, mine what is about to be saved. Where both changed
the same thing in different ways there is a conflict, of which one side has to be chosen. Nothing is dropped unasked.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel

from services_catalog.back_office.workflow.comparing import told
from services_catalog.differences import heading, pairs, said
from services_catalog.exchange.parcel import Data
from services_catalog.fields import RecordField, Shape, fields_of
from services_catalog.labels import choice_label, field_label
from services_catalog.record import Draft

GONE = object()
"""An entry that one side took out."""


@dataclass(frozen=True)
class Conflict:
    """Both changed it. `what` tells where: «Phí “Lệ phí”, Số tiền»; the others tell it as it is in each version."""

    what: str
    base: str
    theirs: str
    mine: str


@dataclass(frozen=True)
class Merged:
    """A record of both sides. Conflicts hold what was chosen, mine unless told otherwise."""

    record: Data
    conflicts: list[Conflict]


def merge(base: Data, theirs: Data, mine: Data, chosen: Sequence[bool] = (), model: type[BaseModel] = Draft) -> Merged:
    """The three-way merge of records in their JSON form.

    `chosen`: for each conflict in order, whether theirs is taken; those beyond its end take mine.
    """
    merger = _Merger(chosen)
    record = merger.things(base, theirs, mine, fields_of(model), "")
    return Merged(record, merger.conflicts)


class _Merger:
    def __init__(self, chosen: Sequence[bool]) -> None:
        self.chosen = chosen
        self.conflicts: list[Conflict] = []

    def choose(self, what: str, base: Any, theirs: Any, mine: Any, tell: Callable[[Any], str]) -> Any:
        number = len(self.conflicts)
        self.conflicts.append(Conflict(what, tell(base), tell(theirs), tell(mine)))
        return theirs if number < len(self.chosen) and self.chosen[number] else mine

    def things(self, base: Data, theirs: Data, mine: Data, fields: Mapping[str, RecordField], before: str) -> Data:
        merged: Data = {}
        for name, each in fields.items():
            label = field_label(each).label
            what = f"{before}, {label}" if before else label
            old, one, other = (side.get(name, each.default) for side in (base, theirs, mine))
            value = self.value(old, one, other, each.shape, what)
            if value != each.default:
                merged[name] = value
        return merged

    def value(self, base: Any, theirs: Any, mine: Any, shape: Shape, what: str) -> Any:
        if theirs in (mine, base):
            return mine
        if mine == base:
            return theirs
        if shape.model and isinstance(theirs, dict) and isinstance(mine, dict):
            return self.things(base or {}, theirs, mine, fields_of(shape.model), what)
        if shape.kind == "list" and shape.item:
            return self.lists(base or [], theirs or [], mine or [], shape.item, what)
        if shape.kind == "map" and shape.item and shape.key:
            return self.maps(base or {}, theirs or {}, mine or {}, shape, what)
        return self.choose(what, base, theirs, mine, lambda value: _told(value, shape))

    def maps(self, base: Data, theirs: Data, mine: Data, shape: Shape, what: str) -> Data:
        merged: Data = {}
        for key in dict.fromkeys((*mine, *theirs, *base)):
            called = f"{what} «{choice_label(shape.key or shape, key)}»"
            value = self.value(base.get(key), theirs.get(key), mine.get(key), shape.item or shape, called)
            if value not in (None, []):
                merged[key] = value
        return merged

    def lists(self, base: list[Any], theirs: list[Any], mine: list[Any], item: Shape, what: str) -> list[Any]:
        """Entry by entry: those of `base` are found again in the others, and each is merged by itself."""
        in_theirs, in_mine = _found_again(base, theirs, item), _found_again(base, mine, item)
        merged: dict[int, Any] = {}  # by the place in `base`
        for at, old in enumerate(base):
            one = theirs[in_theirs[at]] if at in in_theirs else GONE
            other = mine[in_mine[at]] if at in in_mine else GONE
            merged[at] = self.entry(old, one, other, item, what)
        # The order is that of whoever changed it, mine if both did; what the other added comes after its neighbour.
        theirs_order = [_old(in_theirs, at) for at in range(len(theirs))]
        mine_order = [_old(in_mine, at) for at in range(len(mine))]
        kept = [at for at in mine_order if at is not None]
        if kept == sorted(kept):
            lead, other_side, lead_order, other_order = theirs, mine, theirs_order, mine_order
        else:
            lead, other_side, lead_order, other_order = mine, theirs, mine_order, theirs_order
        order: list[tuple[int | None, Any]] = [
            (known, merged[known] if known is not None else lead[place]) for place, known in enumerate(lead_order)
        ]
        before: int | None = None
        for place, old_place in enumerate(other_order):
            if old_place is not None:
                if all(old_place != known for known, _ in order):  # the leading side took it out, and it was kept
                    order.insert(_after(order, before), (old_place, merged[old_place]))
                before = old_place
            elif all(value != other_side[place] for _, value in order):
                spot = _after(order, before)
                while spot < len(order) and order[spot][0] is None:  # behind what was added there before
                    spot += 1
                order.insert(spot, (None, other_side[place]))
        return [value for _, value in order if value is not GONE]

    def entry(self, base: Any, theirs: Any, mine: Any, item: Shape, what: str) -> Any:
        if theirs is GONE and mine is GONE:
            return GONE
        if theirs is GONE or mine is GONE:
            left = mine if theirs is GONE else theirs
            if left == base:
                return GONE
            return self.choose(_named(what, base), base, theirs, mine, lambda value: _told(value, item))
        if item.model and isinstance(base, dict):
            return self.things(base, theirs, mine, fields_of(item.model), _named(what, base))
        return self.value(base, theirs, mine, item, what)


def _after(order: list[tuple[int | None, Any]], before: int | None) -> int:
    """The place behind the entry that was `before` in the base; the beginning if there is none."""
    return next((place + 1 for place, (at, _) in enumerate(order) if at == before), 0) if before is not None else 0


def _old(found: dict[int, int], place: int) -> int | None:
    return next((at for at, there in found.items() if there == place), None)


def _found_again(base: list[Any], other: list[Any], item: Shape) -> dict[int, int]:
    """Where each entry of `base` is in `other`: the same ones first, then those that were changed."""
    found: dict[int, int] = {}
    taken: set[int] = set()
    for at, old in enumerate(base):
        for place, new in enumerate(other):
            if place not in taken and new == old:
                found[at] = place
                taken.add(place)
                break
    if item.model:
        left = [at for at in range(len(base)) if at not in found]
        new = [place for place in range(len(other)) if place not in taken]
        for i, j in pairs([base[at] for at in left], [other[place] for place in new], fields_of(item.model)):
            found[left[i]] = new[j]
    return found


def _named(what: str, entry: Any) -> str:
    return f"{what} “{heading(entry)}”" if isinstance(entry, dict) else what


def _told(value: Any, shape: Shape) -> str:
    """A value in words, with all that stands in it: cut short, both sides could read the same."""
    if value is GONE or value is None:
        return "bỏ" if value is GONE else said(None, shape)
    return told(value, shape)
