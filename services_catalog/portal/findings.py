"""What a reviewer of an import is told: where it is, what is the matter, the portal's own words, what to do."""

from __future__ import annotations

from dataclasses import dataclass

LONGEST_RAW = 300  # characters of the portal's words in a report; the whole is on the portal's page


@dataclass(frozen=True)
class Finding:
    """One thing in one record that somebody has to look at. `what` and `to_do` are read by clerks."""

    field: str  # the portal's name of the field, «thanh_phan_ho_so»; «dòng» for a line that is no record
    what: str
    raw: str
    to_do: str

    @property
    def excerpt(self) -> str:
        """The portal's words on one line, cut to a length that fits a table."""
        text = " ".join(self.raw.split())
        return text if len(text) <= LONGEST_RAW else text[: LONGEST_RAW - 1] + "…"
