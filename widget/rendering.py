"""
What the customer's side is told, field by field.

No ticket number, tier, note, staff address or confidence figure leaves through this module.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.core import signing

from assistant.models import Reason
from assistant.selectors import newest_handoff
from core.errors import NotFound
from core.ports import proactive_messages, replies_by_email
from tickets import selectors as ticket_selectors
from tickets.entries import Message
from tickets.models import (
    Attachment,
    AuthorKind,
    EntryKind,
    Handler,
    Status,
    Ticket,
    TimelineEntry,
)
from tickets.rendering import held_json, stamp
from tickets.selectors import internal as all_tickets
from widget import selectors
from widget.areas import AreaRule, area_of
from widget.knowledge import guides_for
from widget.models import AnswerFeedback, ProactiveMessage, TrailStep, WidgetSession, WidgetSettings
from widget.rich_text import tree
from widget.scrubbing import scrub_url
from widget.selectors.promises import wait_json
from widget.services.sessions import Started
from widget.services.sharing import Preview
from widget.trail import Step

PAGE = 30
FILE_SALT = "widget.file"
FILE_SECONDS = 6 * 3600
CONFIDENCE_WORDS = ("low", "medium", "high")
MAX_TRIED = 8
# Our opinion of an account or of somebody's mood is not for them to read.
TOLD_REASONS = frozenset(
    {
        Reason.LOW_CONFIDENCE, Reason.NO_SOURCE, Reason.BOUNDARY, Reason.ACCOUNT_SPECIFIC,
        Reason.POLICY_EXCEPTION, Reason.COMPLEXITY, Reason.LOOP, Reason.CUSTOMER_ASKED, Reason.UNCLEAR,
        Reason.LANGUAGE,
    }
)  # fmt: skip


def config_json(settings: WidgetSettings, *, locale: str = "", is_watched: bool = False) -> dict[str, Any]:
    """How a brand's widget looks to a visitor of `locale`, and what it must not read."""
    language = settings.language_for(locale)
    return {
        "brand": settings.brand.name,
        "color": settings.color or settings.brand.color,
        "position": settings.position,
        "theme": settings.theme,
        "is_consent_required": settings.is_consent_required,
        "language": language,
        "launcher_text": settings.text_for("launcher_text", language),
        "consent_text": settings.text_for("consent_text", language),
        "hidden": {
            "fields": settings.hidden_fields,
            "selectors": settings.hidden_selectors,
            "params": settings.hidden_params,
        },
        "is_watched": is_watched,
        "is_proactive": proactive_messages(),
    }


def session_json(started: Started) -> dict[str, Any]:
    """A newly started session with its token."""
    session = started.session
    contact = session.contact
    return {
        "token": started.token,
        "expires_at": stamp(session.expires_at),
        "is_verified": session.is_verified,
        "subject": started.subject,
        "person": {
            "name": contact.name if contact is not None else "",
            "email": contact.email if contact is not None else "",
        },
        "consent": session.consent,
    }


def notices_json(settings: WidgetSettings, url: str) -> list[dict[str, str]]:
    """The brand's notices for a page."""
    page = scrub_url(url)
    return [
        {"id": row["id"], "text": row["text"], "article": row.get("article", "")}
        for row in settings.notices
        if row["pattern"] in ("", "*") or (page and area_of(page, [AreaRule(row["pattern"], "x")]))
    ]


def proactive_json(
    session: WidgetSession, settings: WidgetSettings, row: ProactiveMessage | None, *, is_opted_out: bool
) -> dict[str, Any]:
    """The message that waits, in the language of the panel."""
    message = None
    if row is not None:
        language = settings.language_for(session.locale)
        message = {
            "id": row.pk,
            "text": str(row.texts.get(language) or row.text),
            "article": row.article,
            "shows_steps": row.shows_steps,
        }
    return {"message": message, "is_opted_out": is_opted_out}


def step_json(step: TrailStep | Step) -> dict[str, Any]:
    """A step of the customer on their page."""
    return {
        "at": stamp(step.at),
        "kind": str(step.kind),
        "label": step.label,
        "detail": step.detail,
    }


def preview_json(preview: Preview) -> dict[str, Any]:
    """What support would see of a report."""
    page = preview.page
    return {
        "page": {"url": page.url, "title": page.title, "element": page.element},
        "attributes": preview.attributes,
        "steps": [step_json(step) for step in preview.steps],
    }


def summary_json(ticket: Ticket) -> dict[str, Any]:
    """One line in the list of conversations; needs `unread` annotated."""
    owner = "assistant"
    if ticket.handler == Handler.PERSON:
        owner = "person" if ticket.assignee is not None else "waiting"
    status = "open" if ticket.is_open else "closed" if ticket.status == Status.CLOSED else "resolved"
    return {
        "id": str(ticket.public_id),
        "subject": ticket.subject,
        "status": status,
        "owner": owner,
        "person": ticket.assignee.name if owner == "person" and ticket.assignee else "",
        "preview": ticket.preview,
        "last_at": stamp(ticket.last_message_at),
        "unread": int(getattr(ticket, "unread", 0)),
    }


def conversation_json(
    session: WidgetSession,
    settings: WidgetSettings,
    ticket: Ticket,
    *,
    before: int | None = None,
    now: datetime,
) -> dict[str, Any]:
    """A conversation with its newest messages, oldest first; `previous` points further back."""
    entries, files, previous = _messages(ticket, before)
    feedback = dict(
        AnswerFeedback.objects.filter(entry__in=[e.pk for e in entries]).values_list("entry", "has_helped")
    )
    mine = ticket_selectors.written_by_requester(ticket=ticket, entries=entries)
    # Never promise an email that nothing would send.
    by_email = replies_by_email(ticket.brand_id)
    address = selectors.reply_email(session) if by_email else ""
    rating = None if ticket.is_open else all_tickets.last_rating(ticket.pk)
    guides = guides_for(session, settings, _cited_slugs(entries))
    return summary_json(ticket) | {
        "messages": [
            message_json(
                session, guides, ticket, e, files, has_helped=feedback.get(e.pk), is_mine=e.pk in mine
            )
            for e in entries
        ],
        "previous": previous,
        "handoff": handoff_json(ticket),
        "rating": rating.score if rating is not None else None,
        "survey": rating.kind if rating is not None else None,
        "may_rate": rating is not None and rating.score is None,
        "reply_email": address,
        "may_leave_email": by_email and not address,
        "may_change_email": by_email and bool(address) and selectors.is_reply_email_typed(session),
        "goes_on_by_email": selectors.goes_on_by_email(ticket),
        "wait": wait_json(settings, ticket_id=ticket.pk, now=now),
    }


def _messages(ticket: Ticket, before: int | None) -> tuple[list[TimelineEntry], list[Attachment], str | None]:
    newest = all_tickets.messages_newest(ticket.pk, before=before, limit=PAGE + 1)
    entries = newest[:PAGE][::-1]
    with_files = [entry.pk for entry in entries if entry.has_attachments]
    files = all_tickets.files_of_entries(with_files)
    return entries, files, str(entries[0].pk) if len(newest) > PAGE else None


def message_json(
    session: WidgetSession,
    guides: Mapping[str, list[dict[str, str]]],
    ticket: Ticket,
    entry: TimelineEntry,
    files: Sequence[Attachment],
    *,
    has_helped: bool | None,
    is_mine: bool,
) -> dict[str, Any]:
    """One message; bodies are trees of allowed nodes, never markup. `guides` are by article."""
    payload = Message.of(entry.payload)
    is_answer = entry.author_kind == AuthorKind.ASSISTANT and bool(payload.citations)
    word = payload.confidence_word
    asks = (
        is_answer
        and has_helped is None
        and ticket.is_open
        and ticket.handler != Handler.PERSON
        and entry.pk == ticket.last_public_entry_id
    )
    return {
        "id": str(entry.public_id),
        "client_id": payload.client_id if is_mine else "",
        "kind": EntryKind.MESSAGE.value,
        "author": {
            "kind": _author_kind(entry, is_mine=is_mine),
            "name": "" if is_mine else entry.author_name,
        },
        "at": stamp(entry.created_at),
        "body": tree(entry.body_html),
        "citations": citations_json(payload.citations, guides) if is_answer else [],
        "confidence": word if is_answer and word in CONFIDENCE_WORDS else "",
        "asks": asks,
        "has_helped": has_helped,
        "attachments": [file_json(session, file) for file in files if file.entry_id == entry.pk],
    }


def _author_kind(entry: TimelineEntry, *, is_mine: bool) -> str:
    if is_mine:
        return "me"
    if entry.author_kind == AuthorKind.ASSISTANT:
        return "assistant"
    return "team" if entry.author_kind == AuthorKind.SYSTEM else "person"


def _cited_slugs(entries: Sequence[TimelineEntry]) -> set[str]:
    answers = [entry for entry in entries if entry.author_kind == AuthorKind.ASSISTANT]
    cited = [one for entry in answers for one in Message.of(entry.payload).citations or ()]
    return {slug for one in cited if (slug := _cited_slug(one))}


def _cited_slug(citation: Mapping[str, Any]) -> str:
    return str(citation.get("slug", "")) or _slug_of(str(citation.get("url", "")))


def citations_json(raw: object, guides: Mapping[str, list[dict[str, str]]]) -> list[dict[str, Any]]:
    """The sources of an answer in order of their numbers, each with its guide."""
    found = []
    for number, citation in enumerate(raw if isinstance(raw, list) else [], start=1):
        url = str(citation.get("url", ""))
        slug = _cited_slug(citation)
        found.append(
            {
                "number": int(citation.get("number", number)),
                "title": str(citation.get("title", "")),
                "slug": slug,
                "url": url,
                "quote": str(citation.get("quote", ""))[:400],
                "sections": [part for part in str(citation.get("heading", "")).split("\n") if part],
                "guide": guides.get(slug, []),
            }
        )
    return found


def _slug_of(url: str) -> str:
    parts = url.partition("#")[0].strip("/").split("/")
    return parts[2] if len(parts) == 3 and parts[0] == "help" else ""


def handoff_json(ticket: Ticket) -> dict[str, Any] | None:
    """What was handed over, in words for the customer; None until people have been asked to take over."""
    if ticket.handler != Handler.PERSON:
        return None
    found = newest_handoff(ticket)
    if found is None:
        return None
    tried = [
        {"label": str(step.get("label", "")), "ok": bool(step.get("ok"))}
        for step in found.tried
        if isinstance(step, dict) and step.get("label")
    ]
    return {
        "wants": found.wants,
        "tried": tried[:MAX_TRIED],
        "why": found.reason if found.reason in TOLD_REASONS else "",
    }


def file_json(session: WidgetSession, file: Attachment) -> dict[str, Any]:
    """A file with an address that only works for this session and for a few hours."""
    held = held_json(file)
    pass_ = "" if held else signing.dumps({"f": str(file.public_id), "s": session.pk}, salt=FILE_SALT)
    return {
        "id": str(file.public_id),
        "name": file.name,
        "size": file.size,
        "content_type": file.content_type,
        "url": f"/api/v1/widget/attachments/{file.public_id}?pass={pass_}" if pass_ else "",
        **({"scan": held["scan"]} if held else {}),
    }


def file_for_pass(public_id: str, text: str, *, now: datetime) -> Attachment:
    """The file behind such an address while its session lasts. Raises NotFound."""
    missing = NotFound("This link has expired. Open the conversation again.")
    try:
        data = signing.loads(text, salt=FILE_SALT, max_age=FILE_SECONDS)
    except signing.BadSignature as error:
        raise missing from error
    session = WidgetSession.objects.alive(now).select_related("contact").filter(pk=data["s"]).first()
    actor = session.actor if session is not None else None
    if actor is None or data["f"] != public_id:
        raise missing
    return ticket_selectors.attachment_get(actor=actor, public_id=public_id)
