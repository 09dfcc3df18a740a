"""The gazetteer: finds the places that a message speaks of, and what they are today."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache, partial

from bot.language.marks import has_marks
from services_catalog.places.spelling import Token, key, keys, marked, number, syllables, tokens, with_i
from services_catalog.places.units import LEVELS, Level, Unit, read_units, words

Name = tuple[str, ...]

_KINDS: dict[Name, str] = {
    ("tinh",): "tỉnh",
    ("thanh", "pho"): "thành phố",
    ("tp",): "thành phố",
    ("quan",): "quận",
    ("q",): "quận",
    ("huyen",): "huyện",
    ("huyen", "dao"): "huyện",
    ("h",): "huyện",
    ("thi", "xa"): "thị xã",
    ("tx",): "thị xã",
    ("phuong",): "phường",
    ("p",): "phường",
    ("f",): "phường",
    ("xa",): "xã",
    ("xa", "dao"): "xã",
    ("x",): "xã",
    ("thi", "tran"): "thị trấn",
    ("tt",): "thị trấn",
    ("dac", "khu"): "đặc khu",
}
_ABBREVIATED = frozenset({"q", "h", "p", "f", "x", "tt", "tp", "tx"})
_SHORT = _ABBREVIATED - {"tp", "tx"}  # a letter is a kind only beside a name of just that kind
_WITH_A_STOP = frozenset({"h", "x"})  # … and these are too often other words: «h.», «x.»
_SEPARATORS = frozenset({",", "-", "–", ".", "/", "(", ")"})
_MOST_BETWEEN = 3  # signs and words between a unit and what it is part of
_ORDER = {Level.COMMUNE: 0, Level.DISTRICT: 1, Level.PROVINCE: 2}


@dataclass(frozen=True, slots=True)
class Mention:
    """`text[start:end]` of a message, and the units that it may mean; one, if the message leaves no doubt."""

    start: int
    end: int
    text: str
    candidates: list[Unit]

    @property
    def unit(self) -> Unit | None:
        """The unit that is meant, or None where several may be and they are not the same today."""
        alike = {unit.today for unit in self.candidates}
        return self.candidates[0] if len(alike) == 1 else None


@dataclass(slots=True)
class _Hit:
    """Tokens `start` to `end` (exclusive) that name one of `units`, all of one level."""

    start: int
    end: int
    units: list[Unit]
    with_kind: bool
    of_kind: list[Unit] = field(default_factory=list)  # those of the kind that was said, to be preferred

    @property
    def level(self) -> Level:
        return self.units[0].level


@lru_cache
def _whereabouts() -> frozenset[str]:
    """Words before a place, with and without their marks."""
    return frozenset({form for word in words()["whereabouts"] for form in (word, key(word))})


class Places:
    """All units, by key and by name. Made once: `Places.load()`."""

    def __init__(self, units: Sequence[Unit]) -> None:
        """`units`: see `read_units`."""
        self.units = {unit.key: unit for unit in units}
        self._named: defaultdict[Name, list[Unit]] = defaultdict(list)
        self._spellings: defaultdict[str, list[list[str]]] = defaultdict(list)  # unit key → also called
        for unit in units:
            for way in keys(unit.bare):
                self._named[way].append(unit)
        for of, others in words()["also_called"].items():
            for unit in {self.units[of], self.units.get(self.units[of].name, self.units[of])}:  # of old and of now
                for other in others:
                    self._spellings[unit.key].append([marked(part) for part in syllables(other)])
                    self._named[tuple(key(part) for part in syllables(other))].append(unit)
        self._longest = max(map(len, self._named)) + 1  # and a hyphen: «Văn Miếu - Quốc Tử Giám»
        self._known = {part for name in self._named for part in name} | {part for kind in _KINDS for part in kind}
        self._former: defaultdict[str, list[Unit]] = defaultdict(list)
        for unit in units:
            if unit.until and unit.level is not Level.DISTRICT:
                for code in unit.today:
                    self._former[code].append(unit)

    @staticmethod
    @lru_cache
    def load() -> Places:
        """The gazetteer of the repository's tables; read at the first call."""
        return Places(read_units())

    def today(self, unit: Unit) -> list[Unit]:
        """Today's units where `unit` is or was: itself, its successor, or those it was divided among."""
        return [self.units[code] for code in unit.today]

    def former(self, unit: Unit) -> list[Unit]:
        """The units of the same level that ended and that `unit` of today took over, wholly or in part."""
        return [] if unit.until else self._former[unit.key]

    def province(self, unit: Unit) -> Unit:
        """Today's province in which `unit` is or was."""
        first = self.units[unit.today[0]]
        return first.above[0] if first.above else first

    def find(self, text: str) -> list[Mention]:
        """The places that `text` speaks of, in order; offsets are into `text` as given. Never raises.

        A name without its kind («Gò Vấp») is taken for a place only where something around it says so.
        """
        message = tokens(text, self._known)
        scan = _Scan(self, message, has_marks(text))
        mentions = []
        for chain in scan.chains():
            start, end = message[chain[0].start].start, message[chain[-1].end - 1].end
            mentions += [
                Mention(start, end, text[start:end], candidates)
                for candidates in [self._meant(chain, scan.after(chain))]
                if candidates
            ]
        return mentions

    def expand(self, text: str) -> str:
        """`text` and, behind it, today's names of the old places in it: for a full-text search.

        What was a district is many communes today: of that, the province alone.
        """
        added: dict[str, None] = {}
        for mention in self.find(text):
            if mention.unit and mention.unit.until:
                if mention.unit.level is not Level.DISTRICT:
                    added |= dict.fromkeys(unit.name for unit in self.today(mention.unit))
                added[self.province(mention.unit).name] = None
        return " ".join([text, *added])

    def named(self, name: Name) -> list[Unit]:
        """The units that are looked up as `name`."""
        return self._named.get(name, [])

    @property
    def longest(self) -> int:
        """Words in the longest name, and the hyphen that may stand in it."""
        return self._longest

    def spellings(self, unit: Unit) -> list[list[str]]:
        """The marked words of `unit`'s names."""
        return [[marked(part) for part in syllables(unit.bare)], *self._spellings.get(unit.key, [])]

    def inside(self, unit: Unit, other: Unit) -> bool:
        """Whether `unit` is or was part of `other`, as they both stood."""
        return other in unit.above

    def overlap(self, unit: Unit, other: Unit) -> bool:
        """Whether `unit` is today, at least in part, where `other` is («phường Sài Gòn quận 1»)."""
        if other.level is Level.PROVINCE:
            return self.province(unit).key in other.today
        return not set(unit.today).isdisjoint(other.today)

    def joined(self, chain: list[_Hit]) -> list[Unit]:
        """The units of the lowest level in `chain` that are part of the others in it, best those of the kind said.

        A kind changes more often than a name: «xã Hoà Bình, huyện Thuỷ Nguyên» ended as a phường of a city.
        """
        base = min(chain, key=lambda hit: _ORDER[hit.level])
        parents = [hit.units for hit in chain if hit is not base]
        for relation in (self.inside, self.overlap):
            for units in (base.of_kind, base.units):
                met = [unit for unit in units if all(any(map(partial(relation, unit), over)) for over in parents)]
                if met:
                    return met
        return []

    def _meant(self, chain: list[_Hit], said: str | None) -> list[Unit]:
        units = self.joined(chain)
        wanted = [unit for unit in units if (unit.until is not None) is (said == "ended")]
        if said and wanted:
            return wanted
        present = [unit for unit in units if unit.until is None]
        inherited = {unit.key for unit in present}
        return [unit for unit in units if unit.until is None or inherited.isdisjoint(unit.today)]


class _Scan:
    """One message, looked through for names."""

    def __init__(self, places: Places, message: list[Token], has_marks: bool) -> None:
        self._places = places
        self._message = message
        self._has_marks = has_marks

    def chains(self) -> list[list[_Hit]]:
        """The hits, those together that tell one place («phường Bến Nghé, quận 1»)."""
        hits: list[_Hit] = []
        at = 0
        while at < len(self._message):
            hit = self._with_kind(at) or self._bare(at)
            if hit:
                hits.append(hit)
            at = hit.end if hit else at + 1
        found: list[list[_Hit]] = []
        for hit in hits:
            after = found[-1][-1].end if found else 0
            if hit.start < after:  # already taken for what the one before is part of
                continue
            chain = self._behind(self._before(hit, after))
            if found and self._adjacent(found[-1][-1], chain[0]) and self._fits(found[-1], chain):
                found[-1] += chain
            else:
                found.append(chain)
        return found

    def after(self, chain: list[_Hit]) -> str | None:
        """Whether the message says of `chain` that it is of old («ended») or of now («present»)."""
        for hit in chain:
            following = [token.key for token in self._message[hit.end : hit.end + 2]]
            for said in ("ended", "present"):
                if any(following[: len(sign)] == sign for sign in words()[said]):
                    return said
        return None

    def _adjacent(self, first: _Hit, second: _Hit) -> bool:
        between = self._message[first.end : second.start]
        joining = {*words()["joining"], "cu"}
        return len(between) <= _MOST_BETWEEN and all(
            token.key in joining if token.key else token.marked in _SEPARATORS for token in between
        )

    def _fits(self, chain: list[_Hit], more: list[_Hit]) -> bool:
        levels = [hit.level for hit in (*chain, *more)]
        return len(levels) == len(set(levels)) and bool(self._places.joined([*chain, *more]))

    def _before(self, hit: _Hit, earliest: int) -> list[_Hit]:
        """`hit` behind the names without a kind that stand before it and are part of it («Bến Nghé, Q1»)."""
        chain = [hit]
        while True:
            first = chain[0]
            end = first.start
            comma = end > earliest and self._message[end - 1].marked == ","
            while end > earliest and not self._message[end - 1].key and self._message[end - 1].marked in _SEPARATORS:
                end -= 1
            for length in range(min(self._places.longest, end - earliest), 0, -1):
                start = end - length
                units = [
                    unit
                    for unit in self._exact(self._named(start, length), start, length)
                    if _ORDER[unit.level] < _ORDER[first.level]
                    and (unit.level is Level.DISTRICT or comma or first.with_kind)
                    and any(self._places.inside(unit, parent) for parent in first.units)
                ]
                lowest = [unit for unit in units if unit.level is units[0].level]
                if lowest and length > 1 and not self._of_something_else(start):
                    chain.insert(0, _Hit(start, end, lowest, False))
                    break
            else:
                return chain

    def _behind(self, chain: list[_Hit]) -> list[_Hit]:
        """`chain` with the district that is named behind it without its kind («phường 12 Gò Vấp»)."""
        last = chain[-1]
        start = last.end
        while start < len(self._message) and self._message[start].marked in _SEPARATORS:
            start += 1
        if last.level is Level.COMMUNE:
            for size in range(min(self._places.longest, len(self._message) - start), 1, -1):
                units = self._exact(self._named(start, size), start, size)
                districts = _Hit(start, start + size, [unit for unit in units if unit.level is Level.DISTRICT], False)
                if districts.units and any(
                    self._places.inside(unit, above) for unit in last.units for above in districts.units
                ):
                    return [*chain, districts]
        return chain

    def _with_kind(self, at: int) -> _Hit | None:
        """A kind and a name («phường Bến Nghé», «p.12», «tp hcm»)."""
        for length in (2, 1):
            kind_key = tuple(token.key for token in self._message[at : at + length])
            kind = _KINDS.get(kind_key)
            name_at = at + length
            stop = name_at < len(self._message) and self._message[name_at].marked == "."
            if not kind or (kind_key[0] in _WITH_A_STOP and not stop):
                continue
            if hit := self._named_as(kind, at, length, name_at + stop):
                return hit
        return None

    def _named_as(self, kind: str, at: int, length: int, name_at: int) -> _Hit | None:
        said = self._message[at : at + length]
        abbreviated = said[0].key in _ABBREVIATED
        spelled = abbreviated or [token.marked for token in said][: kind.count(" ") + 1] == kind.split()
        if not spelled and self._has_marks and kind not in ("phường", "huyện"):
            return None  # «quán», «tính»; and «xa» is «xa» where marks are typed
        following = " ".join(token.key for token in self._message[name_at : name_at + 2])
        other_word = any(
            f"{following} ".startswith(f"{word} ") for word in words()["no_kind_before"].get(said[0].key, ())
        )
        if other_word and not (spelled and self._message[name_at].capital):
            return None  # «xã hội», «phuong tien»
        for size in range(min(self._places.longest, len(self._message) - name_at), 0, -1):
            units = [unit for unit in self._named(name_at, size) if unit.level in LEVELS[kind]]
            units = self._exact(units, name_at, size) or self._unmarked(units, name_at, size)
            of_kind = [unit for unit in units if unit.kind == kind]
            if said[0].key in _SHORT or (not spelled and kind in ("quận", "tỉnh")):
                units = of_kind
            if size == 1 and self._message[name_at].key.isdigit():
                units = units if kind in ("phường", "quận") and not self._counted(name_at) else []
            elif size == 1 and kind not in ("tỉnh", "thành phố"):
                units = units if spelled and self._message[name_at].capital else []
            if units and self._whole_words(
                at, name_at + size
            ):  # «thành phố Hà Nội» is the province before it is a district of that name
                level = max((unit.level for unit in of_kind or units), key=lambda level: _ORDER[level])
                at_level = [unit for unit in units if unit.level is level]
                return _Hit(at, name_at + size, at_level, True, [unit for unit in of_kind if unit.level is level])
        return None

    def _bare(self, at: int) -> _Hit | None:
        """A name alone: a province; or, where a word before it tells a place, a district or a commune."""
        if not self._message[at].key or self._of_something_else(at):
            return None
        told = at > 0 and self._tells_a_place(self._message[at - 1])
        for size in range(min(self._places.longest, len(self._message) - at), 0, -1):
            named = self._named(at, size)
            if not named:
                continue
            big = {token.capital for token in self._message[at : at + size] if token.key}
            if len(big) > 1 or not self._whole_words(at, at + size):  # «người Việt Nam định cư»
                continue
            capitals = big == {True}
            name = " ".join(token.key for token in self._message[at : at + size] if token.key)
            units = self._exact(named, at, size)
            provinces = [unit for unit in units if unit.level is Level.PROVINCE]
            clear = (capitals or name not in words()["also_other_words"]) and name not in words()["people"]
            if provinces and (told or clear):
                return _Hit(at, at + size, provinces, False)
            if not told or size == 1:
                continue
            for level in (Level.DISTRICT, Level.COMMUNE):
                last = max((unit.until or date.max for unit in units if unit.level is level), default=date.max)
                below = [unit for unit in units if unit.level is level and (unit.until or date.max) == last]
                if below and (level is Level.DISTRICT or (capitals and self._has_marks)):
                    return _Hit(at, at + size, below, False)
        return None

    def _tells_a_place(self, token: Token) -> bool:
        signs = _whereabouts()
        return token.marked in signs or (not self._has_marks and token.key in signs)

    def _counted(self, at: int) -> bool:
        """Whether the number at `at` counts something («phường 2 tuần», «phường 25.000»)."""
        after = self._message[at + 1 : at + 3]
        thousands = (
            len(after) == 2 and after[0].marked == "." and after[1].key.isdigit() and after[1].start == after[0].end
        )
        return thousands or bool(after and after[0].key in words()["counted"])

    def _whole_words(self, start: int, end: int) -> bool:
        """Whether tokens `start` to `end` are written words as a whole, not parts of what «cax» stands for."""
        starts_inside = start > 0 and self._message[start - 1].end > self._message[start].start
        ends_inside = end < len(self._message) and self._message[end].start < self._message[end - 1].end
        return not starts_inside and not ends_inside

    def _of_something_else(self, at: int) -> bool:
        before = self._message[at - 1].key if at else ""
        return before in words()["of_something_else"]

    def _named(self, at: int, size: int) -> list[Unit]:
        window = self._message[at : at + size]
        if any(not token.key and token.marked not in ("'", "’", "-") for token in window) or not window[-1].key:
            return []
        return self._places.named(tuple(token.key for token in window if token.key))

    def _exact(self, units: list[Unit], at: int, size: int) -> list[Unit]:
        """Those of `units` whose marks are the ones typed; without marks, all."""
        typed = [token.marked for token in self._message[at : at + size] if token.key]
        if not self._has_marks:
            return units
        return [unit for unit in units if any(_same(typed, own) for own in self._places.spellings(unit))]

    def _unmarked(self, units: list[Unit], at: int, size: int) -> list[Unit]:
        """`units` where the name was typed without marks in a message that has some («phường ben nghe»)."""
        return units if not any(has_marks(token.marked) for token in self._message[at : at + size]) else []


def _same(typed: list[str], own: list[str]) -> bool:
    """Whether two spellings differ in nothing but «i» for «y» and in how a number or a name with «'» is written."""
    if len(typed) != len(own):
        return "".join(typed) == "".join(own)
    return all(
        written == name or number(written) == number(name) or with_i(written) == with_i(name)
        for written, name in zip(typed, own, strict=True)
    )
