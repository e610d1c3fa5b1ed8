"""What a provider says about a person, whichever protocol brought it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Self

from core.addresses import NotAnAddress, canonical

MOST_GROUPS = 500
_SUBJECT, _TEXT = 255, 320
_PLAIN = ("subject", "name_format", "is_lasting", "email", "is_verified", "name")


@dataclass(frozen=True)
class Facts:
    """
    Verified facts: `subject` is the provider's own lasting id of the person.

    `name_format` is the last word of the format of SAML's NameID. `is_lasting` is False for a subject that is
    an address, which can be given to somebody else. `is_verified` says that the provider vouches for `email`;
    `ends_at` when the provider wants the session to end, if it says so.
    """

    subject: str
    name_format: str = ""
    is_lasting: bool = True
    email: str = ""
    is_verified: bool = False
    name: str = ""
    groups: tuple[str, ...] = ()
    ends_at: datetime | None = None

    @property
    def domain(self) -> str:
        """What follows the @ of the address, in lower case."""
        return self.email.rpartition("@")[2].lower()

    def as_json(self) -> dict[str, Any]:
        """For storing and showing."""
        return asdict(self) | {
            "groups": list(self.groups),
            "ends_at": self.ends_at.isoformat() if self.ends_at else None,
        }

    @classmethod
    def of_json(cls, data: Mapping[str, Any]) -> Self:
        """The reverse of `as_json`."""
        ends_at = data.get("ends_at")
        return cls(
            **{name: data[name] for name in _PLAIN},
            groups=tuple(data["groups"]),
            ends_at=datetime.fromisoformat(ends_at) if ends_at else None,
        )


def text_of(value: Any, *, most: int = _TEXT) -> str:
    """A claim as one line of text without control characters; empty for anything that is no text."""
    if not isinstance(value, str):
        return ""
    return " ".join("".join(c if c.isprintable() else " " for c in value[: most * 2]).split())[:most]


def address_of(value: Any) -> str:
    """
    An address in the one form in which it is compared; empty for anything else, which is never cut to fit.

    A letter that only becomes an ASCII one by this form, such as the Kelvin sign, makes it empty too: it
    would name another mailbox than the one that the provider means.
    """
    try:
        found = canonical(value.strip()) if isinstance(value, str) else ""
    except NotAnAddress:
        return ""
    given, kept = (text.rpartition("@")[0] if found else "" for text in (value, found))
    return found if given.isascii() == kept.isascii() else ""


def subject_of(value: Any) -> str:
    """
    A subject exactly as it came, since it is compared byte for byte; empty for one that cannot be stored.
    """
    is_good = isinstance(value, str) and 0 < len(value) <= _SUBJECT and value.isprintable()
    return value if is_good else ""


def groups_of(value: Any) -> tuple[str, ...]:
    """Groups as they come: a list of texts, or one text."""
    values = [value] if isinstance(value, str) else value if isinstance(value, list | tuple) else []
    named = (text_of(one, most=200) for one in values[:MOST_GROUPS])
    return tuple(dict.fromkeys(name for name in named if name))
