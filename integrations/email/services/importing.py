"""A shared mailbox's past: its mails become tickets as they would have, without notifying anybody."""

import hashlib
import mailbox as mailboxes
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import mktime_tz, parsedate_tz
from pathlib import Path

from django.db import transaction

from core.actors import Actor
from core.errors import DomainError, Invalid
from core.events import silenced
from integrations.email.mime.parsing import ParsedMail
from integrations.email.models import InboundMail, InboundState, Mailbox, Reason, Source
from integrations.email.sandbox.pool import PoisonMail, parse_safely
from integrations.email.selectors import mail_facts as facts_selectors
from integrations.email.services import acting
from integrations.email.services.receiving import note_headers
from integrations.email.services.storing import inbound_store
from integrations.email.verdict import Act, Facts, decide
from sla import selectors as sla_selectors
from sla import services as sla_services
from tickets.entries import Message
from tickets.services import post_reply, ticket_settle

SETTLED_AFTER = timedelta(days=14)
"""A conversation that has been silent for this long counts as resolved."""


KNOWN = "known"


@dataclass
class Report:
    """
    The result of an import: the number of mails by outcome, and the tickets it opened or continued.

    `unsettled` are those of an earlier run that was interrupted.
    """

    total: int = 0
    ends: Counter[str] = field(default_factory=Counter)
    tickets: set[int] = field(default_factory=set)
    unsettled: set[int] = field(default_factory=set)
    first: datetime | None = None
    last: datetime | None = None


@dataclass(frozen=True)
class Place:
    """Where a mail is in the file, and when it was sent."""

    key: str
    position: int
    sent_at: datetime


def survey(path: Path) -> list[Place]:
    """
    All mails of an mbox file in the order they were sent, reading only headers.

    Raises Invalid for a file that is not an mbox.
    """
    with path.open("rb") as file:
        if not file.read(5).startswith(b"From "):
            raise Invalid(f"{path.name} is no mbox file: it does not begin with a From line.")
    box = mailboxes.mbox(path, create=False)
    try:
        places = []
        for position, key in enumerate(box.iterkeys()):
            head = box.get_bytes(key)[:20_000].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
            places.append(Place(key, position, _sent_at(head)))
    finally:
        box.close()
    return sorted(places, key=lambda place: (place.sent_at, place.position))


def _sent_at(head: bytes) -> datetime:
    for line in head.split(b"\n"):
        if line[:5].lower() == b"date:":
            parsed = parsedate_tz(line[5:].decode("ascii", "replace").strip())
            if parsed is not None:
                try:
                    return datetime.fromtimestamp(mktime_tz(parsed), tz=UTC)
                except (ValueError, OverflowError, OSError):
                    break
    return datetime.fromtimestamp(0, tz=UTC)


def mbox_import(
    *, actor: Actor, mailbox: Mailbox, path: Path, places: list[Place], now: datetime
) -> Iterator[Report]:
    """
    Import the mails at `places`, one transaction each; yields the report so far after every mail.

    Mails imported before are recognized by their content and skipped, so an interrupted run can simply be
    repeated. Mails from our own addresses become replies by `actor`.
    """
    report = Report(total=len(places))
    box = mailboxes.mbox(path, create=False)
    try:
        for place in places:
            raw = box.get_bytes(place.key)
            sent_at = min(place.sent_at, now) if place.sent_at.year > 1970 else now
            end, ticket_id = _import_one(actor, mailbox, raw, sent_at)
            report.ends[end] += 1
            if ticket_id is not None:
                (report.unsettled if end == KNOWN else report.tickets).add(ticket_id)
            yield report
    finally:
        box.close()
    _settle(report.tickets | report.unsettled, now=now)


def _import_one(actor: Actor, mailbox: Mailbox, raw: bytes, sent_at: datetime) -> tuple[str, int | None]:
    provider_id = f"mbox:{hashlib.sha256(raw).hexdigest()}"
    before = InboundMail.objects.filter(mailbox=mailbox, provider_id=provider_id).first()
    if before is not None:
        return KNOWN, _unsettled(before.ticket_id)
    try:
        mail = parse_safely(raw)
    except PoisonMail as error:
        with transaction.atomic():
            inbound_store(
                mailbox=mailbox,
                source=Source.IMPORT,
                raw=raw,
                size=len(raw),
                provider_id=provider_id,
                state=InboundState.SUSPENDED,
                reason=Reason.UNREADABLE,
                now=sent_at,
            )
        return f"suspended: {error}"[:60], None
    with transaction.atomic(), silenced():
        inbound = inbound_store(
            mailbox=mailbox,
            source=Source.IMPORT,
            raw=raw,
            size=len(raw),
            provider_id=provider_id,
            now=sent_at,
        )
        if inbound is None:
            return KNOWN, None
        end = _receive(actor, inbound, mail, sent_at)
        inbound.next_attempt_at, inbound.finished_at = None, sent_at
        inbound.save()
    return end, inbound.ticket_id


def _receive(actor: Actor, inbound: InboundMail, mail: ParsedMail, sent_at: datetime) -> str:
    here = facts_selectors.here()
    sender = facts_selectors.sender_of(mail, here.own)
    note_headers(inbound, mail, sender)
    is_ours = facts_selectors.is_ours(sender.address, here.own)
    lead = facts_selectors.lead_of(mail)
    # The Message-ID is part of the fingerprint, and indexed.
    same = InboundMail.objects.filter(message_id=inbound.message_id, fingerprint=inbound.fingerprint)
    known = same.exclude(pk=inbound.pk).first()
    if known is not None:
        inbound.ticket_id, inbound.entry_id = known.ticket_id, known.entry_id
        inbound.state, inbound.reason = InboundState.STORED, Reason.DUPLICATE
        return KNOWN
    if lead.side is not None:
        # Neither ours nor theirs may come into the thread that the customer reads.
        inbound.state, inbound.detail, inbound.side = InboundState.DELETED, "Left out.", lead.side
        return "left out: part of a side conversation"
    try:
        with transaction.atomic():
            if is_ours:
                return _our_reply(actor, inbound, mail, lead, sent_at)
            facts = Facts(
                ticket_id=lead.ticket.pk if lead.ticket is not None else None,
                has_authority=lead.has_authority,
                # A mailbox's own past: whoever answered in a conversation participated in it.
                takes_part=lead.ticket is not None,
                is_merely_named=lead.ticket is not None
                and facts_selectors.is_merely_named(lead.ticket, sender.address.lower()),
            )
            verdict = decide(mail, facts)
            if verdict.act not in (Act.MESSAGE, Act.REPORT):
                inbound.state, inbound.reason, inbound.detail = (
                    InboundState.DELETED,
                    verdict.reason,
                    "Left out.",
                )
                return f"left out: {inbound.get_reason_display().lower()}"
            outcome = acting.act(
                inbound, mail, verdict, sender=sender, lead=lead, here=here, staff_user_id=None, now=sent_at
            )
            if outcome.left is not None:
                outcome.left.run()
    except DomainError as error:
        inbound.state, inbound.reason, inbound.detail = (
            InboundState.SUSPENDED,
            Reason.EMPTY,
            error.message[:400],
        )
        return "suspended"
    inbound.ticket_id, inbound.entry_id = outcome.ticket_id, outcome.entry_id
    inbound.state, inbound.reason = InboundState.STORED, outcome.reason
    return "taken in"


def _our_reply(
    actor: Actor, inbound: InboundMail, mail: ParsedMail, lead: facts_selectors.Lead, sent_at: datetime
) -> str:
    if lead.ticket is None:
        inbound.state, inbound.reason = InboundState.DELETED, Reason.OWN_ADDRESS
        inbound.detail = "We wrote first: there was no ticket."
        return "left out: we wrote first"
    content = acting.Content(actor, mail, now=sent_at)
    entry = post_reply(
        actor=actor,
        ticket_id=lead.ticket.pk,
        body_html=content.html,
        body_text=content.text,
        attachment_ids=content.file_ids,
        payload=Message(is_imported=True),
        cc=[],
        client_id=f"mail:{inbound.fingerprint}",
        now=sent_at,
    )
    inbound.ticket_id, inbound.entry_id, inbound.state = entry.ticket_id, entry.pk, InboundState.STORED
    return "our reply"


def _settle(ticket_ids: set[int], *, now: datetime) -> None:
    """Resolve what has long been quiet, and give the tickets their clocks as history."""
    for ticket_id in sorted(ticket_ids):
        with transaction.atomic(), silenced():
            ticket_settle(ticket_id=ticket_id, quiet_since=now - SETTLED_AFTER)
            sla_services.ticket_import(ticket_id=ticket_id, now=now)


def _unsettled(ticket_id: int | None) -> int | None:
    """The ticket, if the run that made it was interrupted before it got its clocks."""
    is_settled = sla_selectors.has_clocks(ticket_id)
    return None if is_settled else ticket_id
