"""What an account may do. Each role includes those before it."""

from __future__ import annotations

from enum import StrEnum


class Role(StrEnum):
    """From the least to the most."""

    VIEWER = "viewer"
    EDITOR = "editor"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"

    @property
    def label(self) -> str:
        """As staff read it."""
        return _LABELS[self]

    @property
    def must_have_totp(self) -> bool:
        """Whether a password alone is too little: what this role does reaches citizens at once."""
        return self.includes(Role.PUBLISHER)

    def includes(self, other: Role) -> bool:
        """Whether whoever has this role may do what `other` may."""
        ranks = list(Role)
        return ranks.index(self) >= ranks.index(other)


_LABELS = {
    Role.VIEWER: "Người xem",
    Role.EDITOR: "Người soạn",
    Role.PUBLISHER: "Người duyệt",
    Role.ADMINISTRATOR: "Quản trị",
}
