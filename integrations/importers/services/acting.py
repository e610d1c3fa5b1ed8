"""What people do with an import: bring a file, change the mapping, try, run, stop, undo, and let it go."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import IO, Any

from django.conf import settings
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Conflict, Invalid, NotFound, PreconditionFailed
from core.html import one_line
from integrations.importers import mapping
from integrations.importers.mapping import AREA, AS_TAG
from integrations.importers.models import BUSY, Import, Issue, Phase, Source, State, Trace
from integrations.importers.services import files, working
from people import selectors as people
from people.models import User
from people.policy import require
from people.selectors import internal as everybody
from tickets.models import Priority, Status, TicketType
from tickets.selectors.custom_fields import custom_fields
from tickets.services.attaching import safe_name

VERB = "import.run"
STEPS = ("check", "run", "stop", "undo")
_FROM: dict[str, tuple[str, ...]] = {
    "check": (State.READ, State.CHECKED, State.STOPPED, State.DONE, State.UNDONE),
    "run": (State.CHECKED, State.STOPPED, State.DONE),
    "stop": (State.CHECKING, State.RUNNING),
    "undo": (State.STOPPED, State.DONE),
}
_INTO = {"check": State.CHECKING, "run": State.RUNNING, "stop": State.STOPPED, "undo": State.UNDOING}


class ImportBusy(Conflict):
    """It cannot be done in this state."""

    code = "importers.wrong_state"


def import_create(
    *,
    actor: Actor,
    name: str,
    stream: IO[bytes],
    source: str,
    brand: str = "",
    account: str = "",
    now: datetime,
) -> Import:
    """
    Keep an export, and have it read.

    `account` tells several accounts of one system apart. Raises Forbidden, Invalid, TooLarge.
    """
    require(actor, VERB)
    if source not in Source.values:
        raise Invalid("There is no such source.", errors={"source": ["Unknown."]})
    user = _user(actor)
    of_brand = people.brand_get(brand or None)
    path, size, digest = files.store(stream)
    try:
        with transaction.atomic():
            found = Import.objects.create(
                source=source, account=one_line(account)[:60], brand=of_brand, name=safe_name(name),
                path=path, size=size, sha256=digest, made_by=user, created_at=now,
            )  # fmt: skip
            _record(actor, "import_created", found, now, source=source, size=size)
            working.go_on(found.pk)
    except BaseException:
        (settings.MEDIA_ROOT / path).unlink(missing_ok=True)
        raise
    return found


@transaction.atomic
def mapping_save(
    *, actor: Actor, import_id: int, choices: Sequence[dict[str, str]], version: int, now: datetime
) -> Import:
    """
    Say what some of their values become.

    Raises Forbidden, NotFound, ImportBusy, PreconditionFailed for another `version`, and Invalid for values
    that are not in the mapping, or are nothing here.
    """
    found = _held(actor, import_id)
    if found.state in (*BUSY, State.FAILED):
        raise ImportBusy("The mapping cannot be changed now. Stop the import first.", reason_code="mapping")
    if version != found.version:
        raise PreconditionFailed(
            "Somebody changed this mapping in between. Load it again.", reason_code="mapping"
        )
    rows = mapping.of(found.mapping)
    known = {(row.kind, row.theirs) for row in rows}
    allowed = choices_here(found)
    chosen: dict[tuple[str, str], str] = {}
    for one in choices:
        pair, ours = (one["kind"], one["theirs"]), one["ours"]
        if pair not in known:
            text = f"{one['kind']} {one['theirs'][:60]} is not in this export."
            raise Invalid(
                text, code="importers.not_in_export", word=one["theirs"][:60], errors={"choices": [text]}
            )
        if one["kind"] != "tag" and ours and ours not in {value for value, _ in allowed[one["kind"]]}:
            text = f"{ours[:60]} is no {one['kind']} here."
            raise Invalid(
                text, code="importers.no_choice", word=one["theirs"][:60], errors={"choices": [text]}
            )
        if one["kind"] == "priority" and not ours:
            text = "Every priority becomes one of ours."
            raise Invalid(text, code="importers.priority_left_out", errors={"choices": [text]})
        chosen[pair] = one_line(ours)[:60]
    found.mapping = mapping.stored(mapping.changed(rows, chosen))
    found.version += 1
    # What was tried, and compared, was another mapping.
    working.forget(found, Phase.CHECK)
    if found.state == State.CHECKED:
        found.state = State.READ
    found.save(update_fields=["mapping", "version", "state", "tally", "report"])
    told = [{"kind": kind, "theirs": theirs, "ours": ours} for (kind, theirs), ours in chosen.items()]
    _record(actor, "import_mapped", found, now, version=found.version, choices=told[:200])
    return found


@transaction.atomic
def import_step(*, actor: Actor, import_id: int, step: str, now: datetime) -> Import:
    """
    Try it (`check`), run it, `stop` either, or `undo` it. A stopped run goes on where it stood.

    Raises Forbidden, NotFound, Invalid, ImportBusy.
    """
    found = _held(actor, import_id)
    if step not in STEPS:
        raise Invalid("There is no such step.", errors={"step": [f"One of: {', '.join(STEPS)}."]})
    if found.state not in _FROM[step]:
        state = found.get_state_display().lower()
        if step == "run":
            raise ImportBusy(
                f"An import that is “{state}” cannot be run. Try it first.", reason_code="try_first"
            )
        raise ImportBusy(f"This cannot be done with an import that is “{state}”.", reason_code="step")
    if step in ("check", "run") and not found.path:
        raise ImportBusy(
            "The file of this import was deleted. Upload the export again.", reason_code="no_file"
        )
    goes_on = step == "run" and found.state == State.STOPPED and "run" in found.tally
    if step == "run" and found.state == State.STOPPED and not goes_on:
        raise ImportBusy("The dry run was stopped. Finish it first.", reason_code="dry_run")
    if step != "stop" and not goes_on:
        working.begin(found, {"check": Phase.CHECK, "run": Phase.RUN, "undo": Phase.UNDO}[step])
    was_dry = found.state == State.CHECKING
    found.state, found.error = (State.READ if step == "stop" and was_dry else _INTO[step]), ""
    if step == "run" and not goes_on:
        found.started_at, found.finished_at, found.made_by = now, None, _user(actor)
    found.save()
    if step != "check":
        action = {"run": "import_started", "stop": "import_stopped", "undo": "import_undo_asked"}[step]
        _record(actor, action, found, now)
    if found.state in BUSY:
        working.go_on(found.pk)
    return found


@transaction.atomic
def import_remove(*, actor: Actor, import_id: int, now: datetime) -> None:
    """
    Let an import go that brought nothing. Raises Forbidden, NotFound, ImportBusy for one that did, or works.
    """
    found = _held(actor, import_id)
    if found.state in BUSY:
        raise ImportBusy("This import is at work. Stop it first.", reason_code="at_work")
    if Trace.objects.filter(import_run=found).exists():
        raise ImportBusy(
            "This import brought something. Undo it first; what stays is remembered by it.",
            reason_code="brought",
        )
    _record(actor, "import_removed", found, now, source=found.source)
    transaction.on_commit(lambda: files.forget(found), robust=True)
    Issue.objects.filter(import_run=found).delete()
    Import.objects.filter(pk=found.pk).delete()


def files_clean(*, now: datetime) -> int:
    """Delete uploads 30 days (`IMPORT_KEEP_DAYS`) after they came or were last run; returns how many."""
    before = now - timedelta(days=settings.IMPORT_KEEP_DAYS)
    count = 0
    for found in Import.objects.exclude(path="").exclude(state__in=BUSY).order_by("pk"):
        if max(found.created_at, found.finished_at or found.created_at) < before:
            files.forget(found)
            Import.objects.filter(pk=found.pk).update(path="")
            count += 1
    return count


def choices_here(found: Import) -> dict[str, list[tuple[str, str]]]:
    """What each kind of value may become: values, and names where they are names of records."""
    teams = [(str(pk), name) for pk, name in everybody.team_names()]
    staff = sorted(everybody.names_and_addresses(), key=lambda one: one[1].lower())
    fields = custom_fields(brand_id=found.brand_id)
    return {
        "status": [(one, "") for one in Status.values],
        "priority": [(one, "") for one in Priority.values],
        "type": [(one, "") for one in TicketType.values],
        "group": teams,
        "agent": [(str(pk), name) for pk, name, _ in staff],
        "field": [(AREA, ""), (AS_TAG, ""), *((f"field:{one.key}", one.label) for one in fields)],
        "brand": [(str(brand.pk), brand.name) for brand in people.brands()],
        "tag": [],
    }


def _held(actor: Actor, import_id: int) -> Import:
    require(actor, VERB)
    found = (
        Import.objects.select_for_update(of=("self",), no_key=True)
        .select_related("brand", "made_by")
        .filter(pk=import_id)
        .first()
    )
    if found is None:
        raise NotFound("There is no such import.")
    return found


def _user(actor: Actor) -> User:
    user = everybody.user_find(actor.user_id)
    if user is None:
        raise Invalid("An import needs a person who answers for it.", code="importers.nobody")
    return user


def _record(actor: Actor, action: str, found: Import, now: datetime, **data: Any) -> None:
    audit.record(actor=actor, action=f"importers.{action}", target=f"import:{found.pk}", data=data, now=now)
