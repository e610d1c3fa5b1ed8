"""The JSON forms of notices."""

from typing import Any

from notices.choices import Choices
from notices.models import Kind, Notice


def notice_json(notice: Notice) -> dict[str, Any]:
    """One notice."""
    return {
        "id": notice.pk,
        "kind": notice.kind,
        "number": notice.ticket_id,
        "article_id": notice.article_id,
        "subject": subject_of(notice),
        "entry_id": notice.entry_id,
        "by": notice.by_name,
        "text": notice.text,
        "message": notice.message,
        "count": notice.count,
        "at": notice.at.isoformat(),
        "read_at": notice.read_at.isoformat() if notice.read_at is not None else None,
    }


def subject_of(notice: Notice) -> str:
    """The subject of the ticket, or the title of the article, that a notice is about."""
    if notice.ticket is not None:
        return notice.ticket.subject
    return notice.article.title if notice.article is not None else ""


def choices_json(choices: Choices) -> dict[str, Any]:
    """One's choices, each kind named."""
    wishes = {kind: choices.wish(kind) for kind in Kind.values}
    return {
        "kinds": [
            {"kind": kind, "is_shown": wish.is_shown, "mail": wish.mail} for kind, wish in wishes.items()
        ],
        "quiet_begins": choices.quiet_begins.strftime("%H:%M") if choices.quiet_begins else None,
        "quiet_ends": choices.quiet_ends.strftime("%H:%M") if choices.quiet_ends else None,
        "digest_at": choices.digest_at.strftime("%H:%M"),
        "timezone": choices.timezone,
    }
