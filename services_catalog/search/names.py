"""Messages that are a service's name and little else: «đăng ký kết hôn», «thế hộ chiếu thì bao nhiêu tiền»."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from bot.language import reading
from services_catalog.record import ServiceRecord

_BESIDE = """
a ad ah anh ban bac biet cai can chi cho chu co con da di em giup gio go hoi la lam loi lon minh moi muon nay nha nham
nhe oi o roi the thi thoi thu toi tuc tui u vay ve viec voi xin
"""
_ASKING = """
bao bua dau duoc gi giay hay het ho khi khong lau le len mang mat may mo nao ngay nhieu nhu noi nop online phai phi qua
ra rua sao so tien to ton truc tuyen xong
"""
LEADS = frozenset(_BESIDE.split())  # what stands around a name without saying anything
ASKS = LEADS | frozenset(_ASKING.split())  # … and what asks something of it, but names nothing else


class Names:
    """The names and aliases of the published services."""

    def __init__(self, records: Mapping[str, ServiceRecord] | None = None) -> None:
        """`records` by slug; variants count as their family."""
        meant: defaultdict[tuple[str, ...], set[str]] = defaultdict(set)
        for slug, record in (records or {}).items():
            for name in (record.name, *record.aliases):
                meant[tuple(reading.plain(name).split())].add(slug.split("/")[0])
        self._families = {name: families.pop() for name, families in meant.items() if name and len(families) == 1}
        self._longest = max(map(len, self._families), default=0)

    def alone(self, text: str) -> str | None:
        """The family that `text` names without asking anything of it: «đăng ký kết hôn», «em muốn làm hộ chiếu»."""
        return self._named(text, LEADS)

    def asked(self, text: str) -> str | None:
        """The family that `text` names, asking of it whatever: «thế hộ chiếu thì bao nhiêu tiền»."""
        return self._named(text, ASKS)

    def _named(self, text: str, beside: frozenset[str]) -> str | None:
        words = reading.plain(text).split()
        for size in range(min(self._longest, len(words)), 0, -1):
            for at in range(len(words) - size + 1):
                family = self._families.get(tuple(words[at : at + size]))
                if family and beside.issuperset(words[:at] + words[at + size :]):
                    return family
        return None
