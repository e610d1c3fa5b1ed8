"""Drafts: on the server, per person, ticket and kind, so that no device and no crash loses one."""

from datetime import datetime

from django.db import transaction

from core.actors import Actor
from core.errors import Conflict, Invalid
from core.html import clean_html
from people.policy import require
from tickets.models import Draft
from tickets.services.updating import ticket_standing

MAX_DRAFT = 400_000


class DraftChanged(Conflict):
    """Another device saved in between; `body` and `version` are what it saved."""

    code = "tickets.draft_changed"


@transaction.atomic
def draft_save(
    *, actor: Actor, ticket_id: int, kind: str, body: str, version: int | None, now: datetime
) -> Draft:
    """
    Save one's own draft, based on `version`; None overwrites whatever exists.

    Raises DraftChanged, TicketMerged, NotFound, Invalid, Forbidden.
    """
    require(actor, "ticket.reply" if kind == Draft.Kind.PUBLIC else "ticket.note")
    if kind not in Draft.Kind.values:
        raise Invalid("kind must be public or note.", errors={"kind": ["Unknown."]})
    if len(body) > MAX_DRAFT:
        raise Invalid("A draft can have at most 400,000 characters.", errors={"body": ["Too long."]})
    ticket = ticket_standing(actor=actor, ticket_id=ticket_id)
    draft, is_new = Draft.objects.select_for_update().get_or_create(
        user_id=actor.staff_id,
        ticket=ticket,
        kind=kind,
        defaults={"body": clean_html(body), "updated_at": now},
    )
    if is_new:
        return draft
    if version is not None and version != draft.version:
        raise DraftChanged(
            "This draft was changed on another device. Keep one of the two texts.",
            body=draft.body,
            version=draft.version,
        )
    draft.body, draft.version, draft.updated_at = clean_html(body), draft.version + 1, now
    draft.save(update_fields=["body", "version", "updated_at"])
    return draft


@transaction.atomic
def draft_discard(*, actor: Actor, ticket_id: int, kind: str) -> None:
    """Discard one's own draft, if there is one. Raises TicketMerged, NotFound."""
    ticket = ticket_standing(actor=actor, ticket_id=ticket_id)
    Draft.objects.filter(user_id=actor.staff_id, ticket=ticket, kind=kind).delete()
