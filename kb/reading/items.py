"""What a source holds, in the form in which it crosses from the reading process."""

import json
from dataclasses import asdict, dataclass, field
from typing import Any

MAX_KEY, MAX_TITLE = 500, 300


@dataclass(frozen=True, slots=True)
class Item:
    """
    One text of a source.

    `key` stays the same from one reading to the next. `was_at` are paths at which readers know it from the
    system that it was exported from. `is_restricted` says that it had a narrower audience there.
    """

    key: str
    title: str
    body: str
    body_format: str = "html"
    language: str = ""
    was_at: tuple[str, ...] = ()
    is_restricted: bool = False


@dataclass(frozen=True, slots=True)
class Left:
    """What was left out, with a reason of `kb.models.Reason` and what it is about."""

    key: str
    reason: str
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Held:
    """The content of a file."""

    items: tuple[Item, ...] = ()
    left: tuple[Left, ...] = ()


@dataclass(frozen=True, slots=True)
class Page:
    """A page of a website: its main text as HTML, and what it says about itself and others."""

    title: str = ""
    body: str = ""
    canonical: str = ""
    language: str = ""
    links: tuple[str, ...] = ()
    is_indexed: bool = True
    is_followed: bool = True


@dataclass(frozen=True, slots=True)
class Sitemap:
    """The addresses of pages, and of further sitemaps."""

    pages: tuple[str, ...] = ()
    maps: tuple[str, ...] = ()


@dataclass(slots=True)
class Gathered:
    """Items and what was left out, while a file is read."""

    items: list[Item] = field(default_factory=list)
    left: list[Left] = field(default_factory=list)

    def add(self, key: str, title: str, body: str, **more: Any) -> None:
        """One more item; one without text is left out."""
        title = " ".join(title.split())[:MAX_TITLE] or key[:MAX_TITLE]
        if body.strip():
            self.items.append(Item(key[-MAX_KEY:], title, body, **more))
        else:
            self.leave(key, "empty")

    def leave(self, key: str, reason: str, detail: str = "") -> None:
        """Leave something out."""
        self.left.append(Left(key[-MAX_KEY:], reason, detail[:300]))

    @property
    def held(self) -> Held:
        return Held(tuple(self.items), tuple(self.left))


def packed(value: Held | Page | Sitemap) -> bytes:
    """As JSON."""
    return json.dumps(asdict(value), ensure_ascii=False).encode("utf-8", "replace")


def held_of(header: bytes) -> Held:
    """The content of a file again. Raises ValueError, TypeError or KeyError for anything else."""
    data = json.loads(header)
    items = tuple(Item(**{**row, "was_at": _texts(row["was_at"])}) for row in data["items"])
    for item in items:
        _texts([item.key, item.title, item.body, item.body_format, item.language])
    left = tuple(Left(*_texts([row["key"], row["reason"], row["detail"]])) for row in data["left"])
    return Held(items, left)


def page_of(header: bytes) -> Page:
    """A page again. Raises ValueError, TypeError or KeyError for anything else."""
    data = json.loads(header)
    title, body, canonical, language = _texts(
        [data["title"], data["body"], data["canonical"], data["language"]]
    )
    return Page(
        title,
        body,
        canonical,
        language,
        _texts(data["links"]),
        data["is_indexed"] is True,
        data["is_followed"] is True,
    )


def sitemap_of(header: bytes) -> Sitemap:
    """A sitemap again. Raises ValueError, TypeError or KeyError for anything else."""
    data = json.loads(header)
    return Sitemap(_texts(data["pages"]), _texts(data["maps"]))


def _texts(values: list[Any]) -> tuple[str, ...]:
    if not all(isinstance(value, str) for value in values):
        raise TypeError("no text")
    return tuple(values)
