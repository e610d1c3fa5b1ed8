"""Writing playbooks: of a template or anew, changed as versions, switched on and off, limited together."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.versions import author, refuse_overtaken
from insights.models import Playbook, PlaybookFiring, PlaybookLimits, PlaybookVersion
from insights.playbook_templates import TEMPLATES
from insights.playbooks import MOST_FILTERS, Definition, content_of, faults_of, read_playbook
from insights.selectors.health import require_whole_sight
from insights.services.signalling import sees_all
from insights.services.supposing import WRITE
from kb.models import Status
from kb.selectors.articles import articles_visible
from people.policy import require
from people.selectors import internal as everybody
from widget.services import messages_withdraw

MOST_PLAYBOOKS = 100
LIMITS = ("a_week", "quiet_from", "quiet_until", "kept_days")


class PlaybookNamed(Conflict):
    """There is a playbook of this name."""

    code = "insights.playbook_named"


class PlaybookFired(Conflict):
    """It has fired: what came of it is kept."""

    code = "insights.playbook_has_fired"


def playbook_read(*, actor: Actor, content: Mapping[str, Any]) -> Definition:
    """A playbook as somebody wrote it, checked as a whole. Raises Invalid."""
    one = read_playbook(content)
    faults = faults_of(one)
    action = one.action
    if action.article:
        known = articles_visible(actor).filter(slug=action.article, status=Status.PUBLISHED)
        if not known.exists():
            faults["action"] = "There is no published article with this address. Copy its slug."
    if action.person_id is not None:
        user = everybody.user_find(action.person_id)
        if user is None or not sees_all(user):
            faults["action"] = "Choose somebody active who sees all tickets."
    if len(one.trigger.where) > MOST_FILTERS:
        faults["trigger"] = f"At most {MOST_FILTERS} conditions on properties."
    if faults:
        raise Invalid(
            "The playbook is not whole yet: " + " ".join(faults.values()),
            errors={name: [words] for name, words in faults.items()},
        )
    return one


def _require(actor: Actor) -> None:
    require(actor, WRITE)
    require_whole_sight(actor)


def _locked(playbook_id: int) -> Playbook:
    row = Playbook.objects.select_for_update(of=("self",)).filter(pk=playbook_id).first()
    if row is None:
        raise NotFound("There is no such playbook.")
    return row


def _refuse_name(name: str, playbook_id: int | None = None) -> None:
    if Playbook.objects.filter(name=name).exclude(pk=playbook_id or 0).exists():
        raise PlaybookNamed("Another playbook has this name. Choose one that tells them apart.")


def _keep_version(row: Playbook, *, actor: Actor, now: datetime) -> None:
    PlaybookVersion.objects.create(
        playbook=row, version=row.version, name=row.name, content=row.content, created_at=now, **author(actor)
    )


def _note(actor: Actor, row: Playbook, now: datetime, *, action: str, **data: Any) -> None:
    audit.record(actor=actor, action=action, target=f"playbook:{row.pk}", now=now, data=data)


@transaction.atomic
def playbook_create(
    *, actor: Actor, name: str, template: str = "", content: Mapping[str, Any] | None = None, now: datetime
) -> Playbook:
    """
    Make a playbook of a template or of its content; it is off. Raises Forbidden, Invalid, PlaybookNamed.
    """
    _require(actor)
    if content is None and template not in TEMPLATES:
        raise Invalid("Say which template, or what the playbook is.", errors={"template": ["Not known."]})
    one = TEMPLATES[template] if content is None else playbook_read(actor=actor, content=content)
    _refuse_name(name)
    if Playbook.objects.count() >= MOST_PLAYBOOKS:
        raise Conflict(
            f"There are {MOST_PLAYBOOKS} playbooks. Delete one that never fired.",
            code="insights.too_many_playbooks",
            limit=MOST_PLAYBOOKS,
        )
    row = Playbook.objects.create(
        template=template, name=name, content=content_of(one), changed_by_id=actor.staff_id, changed_at=now
    )
    _keep_version(row, actor=actor, now=now)
    _note(actor, row, now, action="insights.playbook_created", template=template)
    return row


@transaction.atomic
def playbook_change(
    *,
    actor: Actor,
    playbook_id: int,
    name: str | None = None,
    content: Mapping[str, Any] | None = None,
    is_on: bool | None = None,
    expected_version: int | None,
    now: datetime,
) -> Playbook:
    """
    Change what a playbook says, which is a new version, or switch it on or off.

    Switched off, its messages that nobody has answered are taken back. Raises Forbidden, NotFound, Invalid,
    PlaybookNamed, PreconditionFailed.
    """
    _require(actor)
    row = _locked(playbook_id)
    refuse_overtaken(expected=expected_version, newest=row.version, what="playbooks", how="changed")
    told = row.content if content is None else content_of(playbook_read(actor=actor, content=content))
    if is_on and content is None:
        playbook_read(actor=actor, content=row.content)
    if (told, name or row.name) != (row.content, row.name):
        _refuse_name(name or row.name, row.pk)
        row.name, row.content = name or row.name, told
        row.version += 1
        _keep_version(row, actor=actor, now=now)
        _note(actor, row, now, action="insights.playbook_changed", version=row.version)
    if is_on is not None and is_on != row.is_on:
        row.is_on, row.on_since = is_on, now if is_on else None
        _note(actor, row, now, action="insights.playbook_switched", is_on=is_on)
        if not is_on:
            messages_withdraw(prefix=f"playbook:{row.pk}:", now=now)
    row.changed_by_id, row.changed_at = actor.staff_id, now
    row.save()
    return row


@transaction.atomic
def playbook_delete(*, actor: Actor, playbook_id: int, now: datetime) -> None:
    """Delete a playbook that never fired. Raises Forbidden, NotFound, PlaybookFired."""
    _require(actor)
    row = _locked(playbook_id)
    if PlaybookFiring.objects.filter(playbook=row).exists():
        raise PlaybookFired("It has fired, and what came of it is kept. Switch it off instead.")
    _note(actor, row, now, action="insights.playbook_deleted", name=row.name)
    row.delete()


@transaction.atomic
def playbook_limits_save(
    *, actor: Actor, values: Mapping[str, int], expected_version: int | None, now: datetime
) -> PlaybookLimits:
    """Set what holds over all playbooks. Raises Forbidden, PreconditionFailed."""
    _require(actor)
    PlaybookLimits.objects.get_or_create(pk=1)
    row = PlaybookLimits.objects.select_for_update().get(pk=1)
    refuse_overtaken(expected=expected_version, newest=row.version, what="limits", how="changed")
    changes = {
        name: [getattr(row, name), values[name]]
        for name in LIMITS
        if name in values and values[name] != getattr(row, name)
    }
    if not changes:
        return row
    for name in changes:
        setattr(row, name, values[name])
    row.version += 1
    row.changed_by_id, row.changed_at = actor.staff_id, now
    row.save()
    audit.record(
        actor=actor, action="insights.playbook_limits_changed", target="insights:playbook_limits", now=now,
        data=changes,
    )  # fmt: skip
    return row
