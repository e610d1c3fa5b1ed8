"""Reading an upload once, and proposing what its values mean."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction

from core import clock
from core.addresses import comparable
from integrations.email.mime.parsed import ParsedMail
from integrations.email.selectors import mail_facts
from integrations.importers import mapping, stage
from integrations.importers.mapping import Here, Theirs
from integrations.importers.models import Import, Issue, Phase, Source, State
from integrations.importers.readers import freshdesk, intercom, mbox, zendesk
from integrations.importers.readers.streams import Export, Unreadable
from integrations.importers.records import KINDS, Fault, Record
from integrations.importers.services.files import path_of, stage_of
from people import selectors as people
from people.selectors import internal as everybody
from tickets.selectors.custom_fields import custom_fields

_READERS = {Source.ZENDESK: zendesk.read, Source.FRESHDESK: freshdesk.read, Source.INTERCOM: intercom.read}
SIGN_EVERY, SIGN = 2_000, timedelta(minutes=2)
"""After how many records a sign says that reading goes on, and how long it counts."""


def records_of(source: str, path: Path, name: str, *, now: datetime) -> Iterator[Record]:
    """The records of an export. Raises Unreadable."""
    if source == Source.MBOX:
        own = mail_facts.own_addresses()
        staff = {comparable(one) for one in everybody.staff_addresses()}

        def is_ours(address: str) -> bool:
            return comparable(address) in staff or mail_facts.is_ours(address, own)

        def sender(mail: ParsedMail) -> tuple[str, str]:
            found = mail_facts.sender_of(mail, own)
            return found.name, found.address

        limit = settings.MAIL_MAX_BYTES
        return mbox.read(path, limit=limit, sender=sender, is_ours=is_ours, now=now)
    export = Export(path, name, limit=settings.IMPORT_MAX_UNPACKED_BYTES)
    return _READERS[Source(source)](export)


def read(found: Import, *, now: datetime) -> None:
    """
    Make the stage of an import, with counts, faults and the proposed mapping. Outside of a transaction.

    Doing it again makes the same.
    """
    try:
        restage(found, now=now)
    except Unreadable as error:
        _finish(found.pk, state=State.FAILED, error=f"{error.code}: {error.detail}"[:400])
        return
    with stage.opened(stage_of(found)) as staged:
        counts = {kind: staged.count(kind) for kind in KINDS}
        agents = [agent["key"] for agent in agents_of(staged)]
        # Who answered there and asked for something too comes as a customer.
        counts["asking"] = sum(1 for key in agents if staged.has_asked(key))
        counts["agent"] = len(agents) - counts["asking"]
        counts["contact"] -= counts["agent"]
        faults = staged.faults()
        rows = propose(found, staged)
    if not any(counts[kind] for kind in ("ticket", "contact", "agent", "company")):
        _finish(found.pk, state=State.FAILED, error="nothing_found: ")
        return
    _finish(found.pk, state=State.READ, counts=counts, rows=rows, faults=faults)


def restage(found: Import, *, now: datetime) -> None:
    """Make the stage of an import. Raises Unreadable."""
    stage.make(stage_of(found), _until_damaged(found, now), has_descriptions=found.source == Source.ZENDESK)


def _until_damaged(found: Import, now: datetime) -> Iterator[Record]:
    """The records; an archive that ends early, after some of them, is a fault and no failure."""
    count = 0
    try:
        for record in records_of(found.source, path_of(found), found.name, now=now):
            count += not isinstance(record, Fault)
            if count % SIGN_EVERY == 0:
                Import.objects.filter(pk=found.pk).update(lease_until=clock.now() + SIGN)
            yield record
    except Unreadable as error:
        if not count or error.code == "too_large":
            raise
        yield Fault(error.code, error.detail)


def agents_of(staged: stage.Stage) -> Iterator[dict[str, str]]:
    """The people of theirs who answered."""
    after = 0
    while batch := staged.batch("contact", after, 1000):
        after = batch[-1][0]
        yield from (data for _, data in batch if data["is_agent"])


def propose(found: Import, staged: stage.Stage) -> list[mapping.Row]:
    """The mapping, with what was decided for the same source last time."""
    values = staged.values()
    theirs: list[Theirs] = []
    agents = Counter(values.get("agent", {}))
    for agent in agents_of(staged):
        key, name = agent["key"], agent["name"] or agent["email"]
        theirs.append(Theirs("agent", key, name, agent["email"], agents.pop(key, 0)))
    for kind in ("status", "priority", "type", "group", "field", "brand", "tag"):
        for key, count in list(values.get(kind, {}).items())[: mapping.MAX_TAGS]:
            named = staged.one(kind, key) if kind in ("group", "field", "brand") else None
            theirs.append(Theirs(kind, key, (named or {}).get("name", ""), count=count))
    before = (
        Import.objects.filter(source=found.source, account=found.account, started_at__isnull=False)
        .exclude(pk=found.pk)
        .order_by("-started_at")
        .first()
    )
    return mapping.proposed(theirs, here(found.brand_id), mapping.of(before.mapping) if before else [])


def here(brand_id: int) -> Here:
    """The names of what there is."""
    staff = everybody.names_and_addresses()
    fields = custom_fields(brand_id=brand_id)
    return Here(
        teams={name.lower(): str(pk) for pk, name in everybody.team_names()},
        people={name.lower(): str(pk) for pk, name, _ in staff},
        addresses={address.lower(): str(pk) for pk, _, address in staff},
        brands={brand.name.lower(): str(brand.pk) for brand in people.brands()},
        fields={one.label.lower(): f"field:{one.key}" for one in fields}
        | {one.key.lower(): f"field:{one.key}" for one in fields},
    )


@transaction.atomic
def _finish(
    import_id: int,
    *,
    state: str,
    error: str = "",
    counts: dict[str, int] | None = None,
    rows: list[mapping.Row] | None = None,
    faults: list[Fault] | None = None,
) -> None:
    found = Import.objects.select_for_update().filter(pk=import_id, state=State.READING).first()
    if found is None:
        return
    Issue.objects.filter(import_run=found, phase=Phase.READ).delete()
    note(found, Phase.READ, [(one.kind, one.key, one.code, one.detail, one.file, one.line)
                             for one in faults or ()])  # fmt: skip
    found.state, found.error, found.lease_until = state, error, None
    found.counts, found.mapping = counts or {}, mapping.stored(rows or [])
    found.save(update_fields=["state", "error", "lease_until", "counts", "mapping"])


def note(found: Import, phase: str, rows: list[tuple[str, str, str, str, str, int]]) -> None:
    """Set records aside: kind, their id, code, detail, file, line."""
    Issue.objects.bulk_create(
        [
            Issue(
                import_run=found, phase=phase, kind=kind, external_id=key[:200], code=code,
                detail=detail[:200], file=file[:200], line=line,
            )
            for kind, key, code, detail, file, line in rows
        ],
        batch_size=1000,
    )  # fmt: skip
