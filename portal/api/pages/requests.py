"""A customer's requests: the list, one of them, and what they do with it."""

import secrets
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.http import HttpResponse, HttpResponseBase
from django.views.decorators.http import require_POST, require_safe

from core import clock, pages
from core.errors import Conflict, Invalid, TooLarge
from portal import selectors, services
from portal.api.pages.frame import Visit, signed_in
from portal.api.pages.rendering import message_of, row_of, state_of
from portal.models import PortalSession
from portal.selectors import Wanted
from tickets import selectors as ticket_selectors
from tickets.api.workspace import file_response
from tickets.models import Ticket
from tickets.surveys import SCALES, scores_of

WRITES_A_MINUTE = 20


@require_safe
@signed_in
def listing(visit: Visit, session: PortalSession) -> HttpResponse:
    """The requests of the customer, or of their company where that is shared."""
    query = visit.request.GET
    page = query.get("page", "1")
    wanted = Wanted(
        whose="company" if query.get("whose") == "company" else "mine",
        state=query.get("state", "") if query.get("state") in ("open", "solved") else "",
        text=query.get("q", "").replace("\x00", " ").strip()[:200],
        page=int(page) if page.isascii() and page.isdigit() and len(page) < 4 else 1,
    )
    rows, has_more = selectors.requests(session, wanted)
    actor = selectors.actor_of(session)
    is_shared = bool(actor.shared_brands) and actor.company_id is not None
    kept = {"whose": wanted.whose, "state": wanted.state, "q": wanted.text}
    return visit.page(
        "requests",
        rows=[row_of(row, session) for row in rows],
        wanted=wanted,
        company=session.contact.company if is_shared else None,
        older=urlencode({**kept, "page": wanted.page + 1}) if has_more else "",
    )


@require_safe
@signed_in
def detail(visit: Visit, session: PortalSession, request_id: UUID) -> HttpResponse:
    """One request with its public messages."""
    ticket = selectors.request_of(session, request_id)
    before = visit.request.GET.get("before", "")
    is_number = before.isascii() and before.isdigit() and len(before) < 18
    return _detail(visit, session, ticket, before=int(before) if is_number else None)


def _detail(
    visit: Visit,
    session: PortalSession,
    ticket: Ticket,
    *,
    before: int | None = None,
    text: str = "",
    fault: str = "",
    said: str = "",
    comment: str = "",
    status: int = 200,
) -> HttpResponse:
    entries, files, has_older = selectors.message_page(ticket, before=before)
    mine = ticket_selectors.written_by_requester(ticket=ticket, entries=entries)
    is_own = ticket.requester_id == session.contact_id
    at = f"{visit.base}requests/{ticket.public_id}/"
    return visit.page(
        "request",
        status=status,
        ticket=ticket,
        at=at,
        state=state_of(ticket),
        messages=[message_of(entry, files, at=at, is_mine=entry.pk in mine and is_own) for entry in entries],
        older=entries[0].pk if has_older and entries else None,
        is_own=is_own,
        reopens=ticket.reopens(clock.now()),
        **_survey(ticket if is_own else None, visit),
        once=secrets.token_urlsafe(16),
        text=text,
        fault=fault,
        said=said or visit.request.GET.get("said", ""),
        comment=comment,
    )


def _survey(ticket: Ticket | None, visit: Visit) -> dict[str, Any]:
    """What the page asks about a request that is over, in the words of the survey's own page."""
    rating = selectors.rating_of(ticket) if ticket is not None else None
    if ticket is None or rating is None:
        return {"rating": None}
    return {
        "rating": rating,
        "question": pages.text(f"tickets.{rating.kind}", visit.language, brand=ticket.brand.name),
        "ends": pages.text(f"tickets.{rating.kind}_ends", visit.language),
        "scores": scores_of(rating.kind),
        "lowest": SCALES[rating.kind][0],
        "highest": SCALES[rating.kind][1],
    }


@require_POST
@signed_in
def reply(visit: Visit, session: PortalSession, request_id: UUID) -> HttpResponse:
    """Write to it; a second click sends nothing twice."""
    visit.count("write", WRITES_A_MINUTE, 60)
    once, text, files = visit.posted("once", 64), visit.posted("text"), visit.files()
    fault = _fault_of(once, text, len(files))
    try:
        if fault:
            raise Invalid(fault)
        ticket = services.request_reply(
            session=session,
            request_id=request_id,
            once=once,
            text=text,
            files=files,
            now=clock.now(),
        )
    except (Invalid, TooLarge) as error:
        ticket = selectors.request_of(session, request_id)
        fault = fault or visit.fault_of(error)
        return _detail(visit, session, ticket, text=text, fault=fault, status=int(error.status))
    return visit.go(f"requests/{ticket.public_id}/?said=sent#newest")


def _fault_of(once: str, text: str, files: int) -> str:
    if not len(once) >= 8 or not once.isprintable():
        return "old"
    if not text.strip() and not files:
        return "empty"
    if len(text) > services.MAX_TEXT:
        return "long"
    return "files" if files > services.MAX_FILES else ""


@require_POST
@signed_in
def solve(visit: Visit, session: PortalSession, request_id: UUID) -> HttpResponse:
    """Close it."""
    visit.count("write", WRITES_A_MINUTE, 60)
    ticket = services.request_solve(session=session, request_id=request_id, now=clock.now())
    return visit.go(f"requests/{ticket.public_id}/?said={'solved' if not ticket.is_open else 'told'}#state")


@require_POST
@signed_in
def rate(visit: Visit, session: PortalSession, request_id: UUID) -> HttpResponse:
    """Answer its survey."""
    visit.count("write", WRITES_A_MINUTE, 60)
    score = visit.posted("score", 2)
    values: dict[str, Any] = {
        "score": int(score) if score.isascii() and score.isdigit() else -1,
        "comment": visit.posted("comment", 4000),
    }
    try:
        services.request_rate(session=session, request_id=request_id, now=clock.now(), **values)
    except Conflict:
        # Answered meanwhile, or asked no more: the page says what stands.
        return visit.go(f"requests/{request_id}/#state")
    except Invalid as error:
        ticket = selectors.request_of(session, request_id)
        comment, status = values["comment"], int(error.status)
        return _detail(visit, session, ticket, said="unrated", comment=comment, status=status)
    return visit.go(f"requests/{request_id}/?said=rated#rating")


@require_safe
@signed_in
def download(visit: Visit, session: PortalSession, request_id: UUID, file_id: UUID) -> HttpResponseBase:
    """A file of a message that they may read."""
    ticket = selectors.request_of(session, request_id)
    response = file_response(selectors.file_of(session, ticket, file_id))
    response["Cache-Control"] = "private, no-store"
    return response
