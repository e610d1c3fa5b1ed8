"""What of a website is read, as a source stores it."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from core.errors import Invalid
from kb.reading.addresses import normal

MAX_PAGES, USUAL_PAGES = 5_000, 500
MIN_PACE, USUAL_PACE, MAX_PACE = 100, 1_000, 30_000
MAX_PATTERNS, MAX_PATTERN = 50, 300


@dataclass(frozen=True, slots=True)
class WebSettings:
    """
    The address where reading begins (a page or a sitemap), and its limits.

    `include` and `exclude` are patterns of paths (`kb.reading.addresses.matches`). `pace` is the least time
    between two requests, in milliseconds.
    """

    address: str
    include: tuple[str, ...] = ()
    exclude: tuple[str, ...] = ()
    max_pages: int = USUAL_PAGES
    pace: int = USUAL_PACE

    @classmethod
    def of(cls, stored: Mapping[str, Any] | None) -> "WebSettings":
        """As stored. Raises KeyError without an address."""
        values = dict(stored or {})
        return cls(
            address=str(values["address"]),
            include=tuple(values.get("include", ())),
            exclude=tuple(values.get("exclude", ())),
            max_pages=int(values.get("max_pages", USUAL_PAGES)),
            pace=int(values.get("pace", USUAL_PACE)),
        )

    def stored(self) -> dict[str, Any]:
        """For a JSON column."""
        values = asdict(self)
        return values | {"include": list(self.include), "exclude": list(self.exclude)}


def checked_web(values: Mapping[str, Any], before: WebSettings | None = None) -> WebSettings:
    """The settings that somebody sent, over those before. Raises Invalid."""
    errors: dict[str, list[str]] = {}
    given = (before.stored() if before is not None else {}) | {
        name: value for name, value in values.items() if value is not None
    }
    address = normal(_with_scheme(str(given.get("address") or "")))
    if not address:
        errors["address"] = [
            "Give the whole address of a page or a sitemap, such as https://docs.example.com/."
        ]
    patterns = {name: _patterns(given.get(name) or ()) for name in ("include", "exclude")}
    for name, found in patterns.items():
        if len(found) > MAX_PATTERNS or any(len(one) > MAX_PATTERN or one[0] not in "/*" for one in found):
            errors[name] = [f"At most {MAX_PATTERNS} paths, each beginning with / or *."]
    limits = {
        "max_pages": (int(given.get("max_pages") or USUAL_PAGES), 1, MAX_PAGES),
        "pace": (int(given.get("pace") or USUAL_PACE), MIN_PACE, MAX_PACE),
    }
    for name, (value, least, most) in limits.items():
        if not least <= value <= most:
            errors[name] = [f"From {least} to {most}."]
    if errors:
        raise Invalid(f"Check these fields: {', '.join(sorted(errors))}.", errors=errors)
    return WebSettings(
        address, patterns["include"], patterns["exclude"], limits["max_pages"][0], limits["pace"][0]
    )


def _with_scheme(address: str) -> str:
    address = address.strip()
    return f"https://{address}" if address and "://" not in address else address


def _patterns(values: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(text for value in values if (text := str(value).strip())))
