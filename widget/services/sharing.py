"""What the customer lets support see: asked for, stored for a time, withdrawn at once."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction

from widget import selectors
from widget.areas import area_of
from widget.browsers import browser_of
from widget.errors import NotShared
from widget.hiding import NOTHING, Hiding
from widget.models import Consent, TrailStep, WidgetSession
from widget.trail import MAX_STEPS, Page, Room, Step, clean_attributes, clean_page, clean_steps

CONTEXT_FIELDS = [
    "page_url",
    "page_title",
    "page_area",
    "page_element",
    "page_at",
    "attributes",
    "agent",
    "delete_context_at",
]


@transaction.atomic
def consent_set(*, session: WidgetSession, is_granted: bool, now: datetime) -> None:
    """Record the customer's decision about sharing. Withdrawing it deletes what was shared, at once."""
    session.consent = Consent.GRANTED if is_granted else Consent.REFUSED
    session.consent_at = now
    session.save(update_fields=["consent", "consent_at"])
    if not is_granted:
        context_forget(session)


def context_forget(session: WidgetSession) -> None:
    """Delete a session's page, attributes and trail; attributes signed by the backend stay."""
    TrailStep.objects.filter(session=session).delete()
    session.page_url = session.page_title = session.page_area = session.page_element = session.agent = ""
    session.page_at = session.delete_context_at = None
    session.attributes = {}
    session.save(update_fields=CONTEXT_FIELDS)


@dataclass(frozen=True, slots=True)
class Preview:
    """What support would see of a report."""

    page: Page
    attributes: dict[str, str | int | float | bool]
    steps: list[Step]


def context_preview(
    *,
    page: Mapping[str, object],
    steps: Sequence[object],
    attributes: Mapping[str, object],
    hiding: Hiding = NOTHING,
    now: datetime,
) -> Preview:
    """Exactly what support would see of a report; nothing is stored, so no consent is needed."""
    room = Room()
    return Preview(
        page=clean_page(page, room=room, hiding=hiding),
        attributes=clean_attributes(attributes, room=room, hiding=hiding),
        steps=clean_steps(steps, now=now, room=room),
    )


@transaction.atomic
def context_save(
    *,
    session: WidgetSession,
    page: Mapping[str, object],
    steps: Sequence[object],
    attributes: Mapping[str, object],
    user_agent: str = "",
    now: datetime,
) -> None:
    """
    Store the page the customer has open and their latest steps, scrubbed once more.

    Raises NotShared without consent, before looking at anything.
    """
    settings = selectors.settings_of(session.brand)
    if not selectors.is_sharing(session, settings):
        raise NotShared("The customer does not share this page.")
    room, hiding = Room(), settings.hiding
    clean = clean_page(page, room=room, hiding=hiding)
    session.page_url, session.page_title, session.page_element = clean.url, clean.title, clean.element
    session.page_area = area_of(clean.url, settings.areas)[:80] if clean.url else ""
    session.page_at = now
    session.attributes = clean_attributes(attributes, room=room, hiding=hiding)
    session.agent = browser_of(user_agent)
    session.delete_context_at = now + timedelta(days=settings.retention_days)
    session.save(update_fields=CONTEXT_FIELDS)
    rows = [
        TrailStep(
            session=session,
            client_id=step.client_id,
            at=step.at,
            kind=step.kind,
            label=step.label,
            detail=step.detail,
        )
        for step in {step.client_id: step for step in clean_steps(steps, now=now, room=room)}.values()
    ]
    # Every report repeats a step until newer ones have displaced it.
    TrailStep.objects.bulk_create(
        rows,
        update_conflicts=True,
        unique_fields=["session", "client_id"],
        update_fields=["at", "label", "detail"],
    )
    newest = TrailStep.objects.filter(session=session).order_by("-at", "-id").values("pk")[:MAX_STEPS]
    TrailStep.objects.filter(session=session).exclude(
        pk__in=list(newest.values_list("pk", flat=True))
    ).delete()
