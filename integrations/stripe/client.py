"""Asking Stripe: pages of objects, single ones, and what has happened since a moment."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from core.errors import UpstreamFailed
from integrations.connections.services import CallRefused, read
from integrations.connections.transport import Call
from integrations.stripe.fields import EVENT_TYPES, EVENTS, INVOICES, SUBSCRIPTIONS, is_id

PAGE = 100


class NotAsPublished(UpstreamFailed):
    """Stripe answered in a shape that its description does not have."""

    code = "stripe.unexpected_answer"


@dataclass(frozen=True)
class Page:
    """Some objects, the newest first, and the id behind which the next page begins; empty at the end."""

    rows: list[dict[str, Any]]
    after: str = ""


def page(connection_id: int, kind: str, *, after: str, since: datetime | None = None) -> Page:
    """A page of all objects of a kind; of invoices those made since a moment."""
    query = {"limit": str(PAGE)}
    if after:
        query["starting_after"] = after
    if kind == SUBSCRIPTIONS:
        query["status"] = "all"
    if kind == INVOICES and since is not None:
        query["created[gte]"] = str(int(since.timestamp()))
    return _page(_read(connection_id, f"/v1/{kind}", f"A page of {kind}", query))


def happened(connection_id: int, *, since: datetime, after: str) -> Page:
    """A page of the events that concern us since a moment; Stripe keeps them for 30 days."""
    query = {"limit": str(PAGE), "created[gte]": str(int(since.timestamp()))}
    query |= {f"types[{at}]": name for at, name in enumerate(EVENT_TYPES)}
    if after:
        query["starting_after"] = after
    return _page(_read(connection_id, f"/v1/{EVENTS}", "What has happened", query))


def one(connection_id: int, kind: str, remote_id: str) -> dict[str, Any] | None:
    """One object as it is now; None when it is gone there."""
    try:
        data = _read(connection_id, f"/v1/{kind}/{remote_id}", f"One of {kind}", {})
    except CallRefused as error:
        if error.data.get("status") == 404:
            return None
        raise
    if not isinstance(data, dict) or data.get("id") != remote_id:
        raise _unreadable()
    return None if data.get("deleted") is True else data


def _read(connection_id: int, path: str, purpose: str, query: Mapping[str, str]) -> Any:
    return read(connection_id=connection_id, call=Call("GET", path, purpose, query=query)).data


def _page(data: Any) -> Page:
    try:
        rows = [dict(row) for row in data["data"]]
        has_more = bool(data["has_more"])
    except (LookupError, TypeError, ValueError) as error:
        raise _unreadable() from error
    if not all(is_id(row.get("id")) for row in rows):
        raise _unreadable()
    return Page(rows, str(rows[-1]["id"]) if has_more and rows else "")


def _unreadable() -> NotAsPublished:
    return NotAsPublished("Stripe answered in a way that cannot be read. It is tried again.")


def moment(seconds: object) -> datetime | None:
    """A moment as Stripe writes it, in seconds since 1970; None for anything else."""
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        return None
    try:
        return datetime.fromtimestamp(seconds, tz=UTC)
    except (ValueError, OverflowError, OSError):
        return None


def moment_of(text: str) -> datetime | None:
    """A moment as we keep it, in ISO 8601; None for an empty text."""
    return datetime.fromisoformat(text) if text else None
