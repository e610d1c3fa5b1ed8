"""The assistant's configuration: a draft, publishing it, and the way back to an earlier version."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from django.db import transaction

from assistant.actions.checking import check_actions
from assistant.comparing import limit_name
from assistant.configuration import (
    AS_SHIPPED,
    Boundary,
    Configuration,
    content_of,
    read_configuration,
    shipped_boundaries,
)
from assistant.events import ConfigurationPublished
from assistant.in_force import in_force
from assistant.models import ConfigurationDraft, ConfigurationVersion
from assistant.selectors.actions import secret_hosts
from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound
from core.events import publish
from core.versions import author, refuse_overtaken
from people.policy import require
from people.selectors import internal as everybody

MAX_BOUNDARIES, MAX_LIMITS, MAX_EXAMPLES, MAX_WORDS = 60, 100, 20, 100
_WHAT = "settings of the assistant"


class NoDraft(NotFound):
    """Nobody is working on a draft."""

    code = "assistant.no_draft"


class DraftOutdated(Conflict):
    """Something else was published since the draft was begun."""

    code = "assistant.draft_outdated"


class UnknownVersion(NotFound):
    """No such version was ever published."""

    code = "assistant.unknown_version"


@transaction.atomic
def draft_save(
    *,
    actor: Actor,
    content: Mapping[str, Any],
    note: str = "",
    expected_revision: int | None = None,
    now: datetime,
) -> ConfigurationDraft:
    """
    Keep a configuration as the draft; parts that `content` leaves out are those of the version in force.

    Saving also means that what was published meanwhile has been seen. Raises Forbidden, Invalid, and
    PreconditionFailed where somebody else changed the draft.
    """
    require(actor, "assistant.write")
    live = in_force()
    checked = checked_content({**content_of(live), **content})
    draft = _locked_draft(expected_revision)
    if draft is None:
        draft = ConfigurationDraft(revision=0)
    draft.content, draft.note = checked, note[:200]
    draft.based_on = live.number
    draft.revision += 1
    draft.by_id, draft.by_name, draft.updated_at = actor.user_id, actor.name[:200], now
    draft.save()
    return draft


@transaction.atomic
def draft_discard(*, actor: Actor, expected_revision: int | None = None, now: datetime) -> None:
    """Throw the draft away. Raises Forbidden, NoDraft, PreconditionFailed."""
    require(actor, "assistant.write")
    draft = _locked_draft(expected_revision)
    if draft is None:
        raise NoDraft("There is no draft to discard.")
    draft.delete()
    audit.record(actor=actor, action="assistant.draft_discarded", target="assistant", now=now)


@transaction.atomic
def draft_publish(
    *, actor: Actor, note: str, expected_revision: int | None = None, now: datetime
) -> ConfigurationVersion:
    """
    Put the draft in force, from the next message on.

    Raises Forbidden, NoDraft, Invalid, PreconditionFailed, and DraftOutdated where another version was
    published since the draft was last saved.
    """
    require(actor, "assistant.write")
    newest = _locked_newest()
    draft = _locked_draft(expected_revision)
    if draft is None:
        raise NoDraft("There is no draft to publish. Save one first.")
    if draft.based_on != newest:
        raise DraftOutdated(
            f"Version {newest} was published since this draft was saved. Look at what differs, save the "
            "draft again, then publish it.",
            version=newest,
        )
    row = _publish(actor, checked_content(draft.content), note=note or draft.note, newest=newest, now=now)
    draft.delete()
    return row


@transaction.atomic
def version_restore(
    *, actor: Actor, number: int, expected_version: int | None = None, now: datetime
) -> ConfigurationVersion:
    """
    Put an earlier version in force again, as a new version that equals it. A draft stays as it is.

    Raises Forbidden, UnknownVersion, PreconditionFailed.
    """
    require(actor, "assistant.write")
    newest = _locked_newest()
    refuse_overtaken(expected=expected_version, newest=newest, what=_WHAT)
    old = ConfigurationVersion.objects.filter(version=number).first()
    if old is None:
        raise UnknownVersion(f"There is no version {number}. Choose one of the list.")
    # Whole, also where a person or a brand in it is gone: what it says must be what was in force then.
    return _publish(actor, old.content, note=old.note, newest=newest, restored=number, now=now)


@transaction.atomic
def configuration_change(
    *,
    actor: Actor,
    boundaries: Sequence[Mapping[str, Any]] | None = None,
    settings: Mapping[str, Any] | None = None,
    now: datetime,
) -> ConfigurationVersion | None:
    """
    Change boundaries or settings and publish at once, for programs that keep them elsewhere.

    What `boundaries` leaves out is removed, the shipped ones are switched off instead; what they leave out of
    a boundary stays. None if nothing is asked for. Raises Forbidden, Invalid.
    """
    require(actor, "assistant.write")
    newest = _locked_newest()
    if boundaries is None and not settings:
        return None
    live = in_force()
    content = content_of(live)
    if boundaries is not None:
        known = {row["key"]: row for row in content["boundaries"]}
        content["boundaries"] = [known.get(str(row["key"]), {}) | dict(row) for row in boundaries]
    for name, value in (settings or {}).items():
        content["limits" if name == "threshold" else "answers"][name] = value
    return _publish(actor, checked_content(content), note="", newest=newest, now=now)


def checked_content(content: Mapping[str, Any]) -> dict[str, Any]:
    """
    A whole configuration in stored form, once it breaks no rule. Raises Invalid naming what to correct.

    A shipped boundary that is left out is kept, but off: none disappears by accident.
    """
    found = read_configuration(_stored(content))
    _check_boundaries(found.boundaries)
    _check_limits(found)
    check_actions(found.actions, secret_hosts())
    if len(found.voice.examples) > MAX_EXAMPLES:
        raise Invalid(
            f"At most {MAX_EXAMPLES} examples are possible.", errors={"voice.examples": ["Too many."]}
        )
    unknown = set(found.brands) - everybody.brand_ids()
    if unknown:
        raise Invalid("There is no such brand.", errors={"brands": [str(one) for one in sorted(unknown)]})
    keys = {one.key for one in found.boundaries}
    left_out = [replace(one, is_on=False) for one in shipped_boundaries() if one.key not in keys]
    return content_of(replace(found, boundaries=(*found.boundaries, *left_out)))


def _stored(content: Mapping[str, Any]) -> dict[str, Any]:
    """Dates as text, as JSON has them."""
    rows = []
    for row in content.get("boundaries", content_of(AS_SHIPPED)["boundaries"]):
        review_on = row.get("review_on")
        text = review_on if isinstance(review_on, str) or review_on is None else review_on.isoformat()
        rows.append({**row, "review_on": text})
    return {**content, "boundaries": rows}


def _check_boundaries(rows: Sequence[Boundary]) -> None:
    if len(rows) > MAX_BOUNDARIES:
        raise Invalid(
            f"At most {MAX_BOUNDARIES} boundaries are possible.", errors={"boundaries": ["Too many."]}
        )
    keys = [row.key for row in rows]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Invalid("Each boundary needs a key of its own.", errors={"key": [f"Used twice: {twice[0]}."]})
    crowded = next((row for row in rows if len(row.keywords) > MAX_WORDS), None)
    if crowded is not None:
        raise Invalid(
            f"{crowded.label}: at most {MAX_WORDS} keywords are possible.", errors={"keywords": ["Too many."]}
        )
    owners = {row.owner_id for row in rows if row.owner_id is not None}
    gone = owners - {user.pk for user in everybody.users_active(sorted(owners))}
    if gone:
        labels = [row.label for row in rows if row.owner_id in gone]
        raise Invalid(
            f"{labels[0]}: its owner is nobody who works here. Choose somebody else.",
            errors={"owner_id": labels},
        )


def _check_limits(found: Configuration) -> None:
    if len(found.limits) > MAX_LIMITS:
        raise Invalid(f"At most {MAX_LIMITS} limits are possible.", errors={"limits.rules": ["Too many."]})
    places = [(limit.channel, limit.category.casefold()) for limit in found.limits]
    if ("", "") in places:
        raise Invalid(
            "A limit needs a channel or a category. The one for everything is the threshold.",
            errors={"limits.rules": ["A channel or a category is missing."]},
        )
    twice = next((place for place in places if places.count(place) > 1), None)
    if twice is not None:
        name = limit_name({"channel": twice[0], "category": twice[1]})
        raise Invalid(f"There are two limits for {name}.", errors={"limits.rules": [f"Twice: {name}."]})


def _locked_newest() -> int:
    """The number in force; whoever else wants to publish waits."""
    newest = ConfigurationVersion.objects.select_for_update().order_by("-version").first()
    return newest.version if newest is not None else 0


def _locked_draft(expected_revision: int | None) -> ConfigurationDraft | None:
    draft = ConfigurationDraft.objects.select_for_update().first()
    newest = draft.revision if draft else 0
    refuse_overtaken(expected=expected_revision, newest=newest, what=_WHAT, how="saved or discarded")
    return draft


def _publish(
    actor: Actor,
    content: Mapping[str, Any],
    *,
    note: str,
    newest: int,
    restored: int | None = None,
    now: datetime,
) -> ConfigurationVersion:
    row = ConfigurationVersion.objects.create(
        version=newest + 1,
        content=dict(content),
        note=note[:200],
        restored=restored,
        created_at=now,
        **author(actor),
    )
    audit.record(
        actor=actor,
        action="assistant.version_published" if restored is None else "assistant.version_restored",
        target=f"assistant:{row.version}",
        data={"note": row.note} if restored is None else {"restored": restored},
        now=now,
    )
    publish(ConfigurationPublished(version=row.version))
    return row
