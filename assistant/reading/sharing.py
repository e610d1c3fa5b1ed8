"""What the customer shares of their page, as far as it explains a vague message."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from assistant.reading.sentences import codes_in

MAX_LABEL = 200
_ERROR = re.compile(r"error|failure|fault", re.IGNORECASE)
_RECENT = 6
"""How many steps back a failure is still what the customer means."""


@dataclass(frozen=True, slots=True)
class SharedPage:
    """
    The title and product area of the page, and what last went wrong on it.

    `trouble` is the newest error shown, else the one the application reports in an attribute such as
    `error_code`; `has_failed` also counts a failed request, which names nothing that an article could.
    """

    title: str = ""
    area: str = ""
    element: str = ""
    trouble: str = ""
    has_failed: bool = False

    @property
    def is_known(self) -> bool:
        """Whether there is no need to ask which page this is about."""
        return bool(self.title)

    @property
    def codes(self) -> tuple[str, ...]:
        """The error codes of what went wrong."""
        return tuple(codes_in(self.trouble))

    @property
    def words(self) -> str:
        """The text added to a message that does not say what it is about."""
        if self.trouble:
            return self.trouble
        return f"{self.element} {self.title}".strip() if self.has_failed else ""


NOTHING_SHARED = SharedPage()


def shared_page(session: Mapping[str, Any] | None) -> SharedPage:
    """Read `core.ports.session_context`; empty without the customer's consent."""
    if not session or not session.get("consent"):
        return NOTHING_SHARED
    page = session.get("page") or {}
    trail = [step for step in session.get("trail") or () if isinstance(step, Mapping)]
    recent = trail[-_RECENT:]
    errors = [step for step in recent if step.get("kind") == "error"]
    failed = [step for step in recent if step.get("kind") == "request"]
    trouble = next((label for step in reversed(errors) if (label := _label(step))), "")
    trouble = trouble or _told_by_application(session.get("attributes") or {})
    return SharedPage(
        title=str(page.get("title") or "")[:MAX_LABEL],
        area=str(page.get("area") or "")[:80],
        element=str(page.get("element") or "")[:MAX_LABEL],
        trouble=trouble,
        has_failed=bool(trouble or failed),
    )


def _label(step: Mapping[str, Any]) -> str:
    return f"{step.get('label') or ''} {step.get('detail') or ''}".strip()[:MAX_LABEL]


def _told_by_application(attributes: Mapping[str, Any]) -> str:
    told = [str(value) for name, value in attributes.items() if _ERROR.search(name) and value]
    return next((value[:MAX_LABEL] for value in told), "")


def with_page(text: str, page: SharedPage) -> str:
    """A vague message completed with what went wrong on the page; otherwise `text` unchanged."""
    return f"{text.strip()}\n{page.words}" if page.words else text
