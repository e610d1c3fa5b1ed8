"""What a playbook does once it has fired: a message, a task, or a review. Each at most once for a firing."""

from datetime import datetime, timedelta

from django.db import transaction

from insights.models import Playbook, PlaybookFiring, PlaybookVersion, Signal
from insights.playbooks import ActionKind, Definition, read_playbook
from insights.selectors.health import clock_day, rules_in_force
from insights.services.signalling import Raised, evidence, sees_all, signal_raise
from people.selectors import internal as everybody
from widget.services import Offer, message_offer

STRENGTH = 50.0
"""Of a signal by a playbook: beside the health of a middling company."""


@transaction.atomic
def playbook_act(*, firing_id: int, now: datetime) -> bool:
    """
    Do what the playbook said when it fired; whether something was done. Safe to repeat.

    A message or signal of this firing that is there already is left as it is.
    """
    rows = PlaybookFiring.objects.select_for_update(of=("self",))
    rows = rows.select_related("playbook", "contact", "company")
    row = rows.filter(pk=firing_id, state=PlaybookFiring.State.REACHED).first()
    if row is None:
        return False
    one = _as_fired(row)
    if one.action.kind == ActionKind.GUIDANCE:
        return _message(row, one, now=now)
    return _signal(row, one, now=now) is not None


def _as_fired(row: PlaybookFiring) -> Definition:
    told: Playbook | PlaybookVersion = row.playbook
    then = PlaybookVersion.objects.filter(playbook=row.playbook_id, version=row.version).first()
    return read_playbook((then or told).content)


def _message(row: PlaybookFiring, one: Definition, *, now: datetime) -> bool:
    # Erased, or made one with another, since.
    if row.contact is None or row.contact.merged_into_id is not None:
        return False
    action = one.action
    offer = Offer(
        text=action.text,
        texts=action.texts,
        article=action.article,
        shows_steps=action.shows_steps,
        page=one.audience.page,
    )
    key = f"playbook:{row.playbook_id}:{row.pk}"
    return message_offer(key=key, contact_id=row.contact.pk, offer=offer, now=now)


def _signal(row: PlaybookFiring, one: Definition, *, now: datetime) -> Signal | None:
    """A signal with the task as its action; the person named owns it, else the CSM, else the kind's lead."""
    is_review = one.action.kind == ActionKind.REVIEW
    count = int(row.facts.get("count") or row.facts.get("attempts") or 1)
    tickets = row.facts.get("tickets", [])
    raised = Raised(
        kind=Signal.Kind.QUALITY if is_review else Signal.Kind.CHURN,
        rule="playbook",
        cause=f"playbook:{row.playbook_id}:{row.unit}",
        strength=STRENGTH,
        company=row.company,
        data={"name": row.playbook.name, "count": count, "companies": int(row.company is not None)},
        pro=[evidence(f"playbook_{one.trigger.kind}", tickets, count=count)],
    )
    signal = signal_raise(raised=raised, rules=rules_in_force().rules, now=now)
    if signal is None or signal.action:
        return signal
    owner = everybody.user_find(one.action.person_id)
    if owner is not None and sees_all(owner):
        signal.owner = owner
    signal.action = one.action.text[:300]
    signal.action_on = clock_day(now) + timedelta(days=one.action.days)
    signal.save(update_fields=["owner", "action", "action_on"])
    return signal
