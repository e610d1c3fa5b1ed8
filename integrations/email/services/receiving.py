"""
The second and third stages of ingest: a stored mail is parsed, and becomes part of a conversation.

Parsing happens outside any transaction, in a process that may die of it; the rest is one transaction that
also sets the mail's final state. A crash in between repeats the parsing.
"""

import hashlib
import logging
import threading
from dataclasses import replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q, QuerySet

from core import clock, events, writes
from core.addresses import comparable, domain_of
from core.errors import DomainError, Forbidden, Invalid
from core.failing import noting, words_of
from core.reads import Read
from core.statements import run_numbered
from integrations.email.mime.authenticity import is_authentic, is_forged
from integrations.email.mime.parsing import Address, ParsedMail
from integrations.email.models import InboundMail, InboundState, RawMail, Reason
from integrations.email.sandbox.pool import PoisonMail, SandboxUnavailable, parse_safely
from integrations.email.selectors import mail_facts as facts_selectors
from integrations.email.selectors.mail_facts import Here
from integrations.email.services import acting, refusing, side_receiving
from integrations.email.services.claiming import Claimed, claim
from integrations.email.verdict import Act, Verdict, as_persons, decide

logger = logging.getLogger(__name__)

FIRST_RETRY = timedelta(seconds=20)
LONGEST_RETRY = timedelta(hours=1)
ENDED = (
    "state", "reason", "detail", "next_attempt_at", "finished_at", "ticket", "entry", "side", "message_id",
    "fingerprint", "from_address", "from_name", "subject", "is_authentic",
)  # fmt: skip


def _ended() -> QuerySet[InboundMail]:
    return InboundMail.objects.exclude(state__in=[InboundState.FETCHED, InboundState.FAILED])


_ENDED = Read(_ended, ())
_HELD = (
    f"SELECT 1 FROM {InboundMail._meta.db_table} WHERE id = %s AND attempts = %s"  # noqa: S608 (a name of our own)
    " AND state IN ('fetched', 'failed') FOR UPDATE"
)


class Begun:
    """A mail that was claimed and is parsed: at once, or with `is_ahead` beside the thread that goes on."""

    def __init__(self, claimed: Claimed, *, is_ahead: bool = False) -> None:
        self.inbound, self.now = claimed.inbound, clock.now()
        self._raw = claimed.raw
        self._mail: ParsedMail | Exception | None = None
        self._thread = threading.Thread(target=self._parse, name="mail-ahead", daemon=True)
        if is_ahead:
            self._thread.start()

    def mail(self) -> ParsedMail:
        """What was parsed. Raises PoisonMail, SandboxUnavailable."""
        if self._thread.ident is None:
            self._parse()
        else:
            self._thread.join()
        assert self._mail is not None  # noqa: S101 (parsed above)
        if isinstance(self._mail, Exception):
            raise self._mail
        return self._mail

    def _parse(self) -> None:
        try:
            self._mail = parse_safely(self._raw)
        except Exception as error:  # noqa: BLE001 (raised again by whoever asks for the mail)
            self._mail = error


def inbound_process(*, inbound_id: int) -> InboundMail | None:
    """
    Parse one stored mail and bring it to an end: stored, suspended, or failed and retried later.

    Returns the mail in its new state, None if somebody else has it or it is finished.
    """
    claimed = claim(inbound_id, now=clock.now())
    return None if claimed is None else begun_process(Begun(claimed), here=facts_selectors.here())


def begun_process(begun: Begun, *, here: Here) -> InboundMail:
    """Bring a mail that was begun to its end, see `inbound_process`."""
    inbound, now = begun.inbound, begun.now
    try:
        mail = begun.mail()
    except PoisonMail as error:
        return _set_aside(inbound, Reason.UNREADABLE, str(error), now=now)
    except SandboxUnavailable as error:
        return _fail(inbound, error, now=now)
    try:
        return _finish(inbound, mail, here=here, now=now)
    except (Invalid, Forbidden) as error:
        reason = Reason.BLOCKED if isinstance(error, Forbidden) else Reason.EMPTY
        if isinstance(error, Invalid) and "email" in error.data.get("errors", {}):
            reason = Reason.NO_SENDER
        return _set_aside(inbound, reason, error.message, now=now, mail=mail)
    except Exception as error:
        # Whatever happened, the mailbox continues; the mail waits and is retried.
        logger.exception("A mail could not be received", extra={"inbound_id": inbound.pk})
        return _fail(inbound, error, now=now)


def _is_still_ours(inbound: InboundMail) -> bool:
    """Whether nobody else has started on the mail because our lock or lease was lost. Locks its row."""
    return bool(run_numbered(_HELD, [inbound.pk, inbound.attempts]))


@events.step()
def _finish(inbound: InboundMail, mail: ParsedMail, *, here: Here, now: datetime) -> InboundMail:
    if not _is_still_ours(inbound):
        return inbound
    mailbox, own = inbound.mailbox, here.own
    sender = facts_selectors.sender_of(mail, own)
    note_headers(inbound, mail, sender)
    earlier = _earlier(inbound)
    if earlier is not None:
        return _end_as_duplicate(inbound, earlier, now=now)
    lead = facts_selectors.lead_of(mail)
    facts = facts_selectors.facts_of(
        mail,
        sender=sender,
        lead=lead,
        own=own,
        is_authentic=inbound.is_authentic,
        is_forged=_is_senders_own(mail, sender)
        and is_forged(
            results=mail.authentication_results,
            trusted_authserv=mailbox.trusted_authserv,
            from_address=sender.address,
        ),
        trusts=bool(mailbox.trusted_authserv),
        may_take_part=_may_take_part(inbound, mail, sender),
        now=now,
    )
    facts = replace(facts, is_recovered=inbound.is_recovered)
    mail = as_persons(mail, facts)
    verdict = decide(mail, facts)
    if verdict.act == Act.SUSPEND:
        return _suspend(inbound, verdict, now=now)
    try:
        if verdict.act == Act.SIDE:
            outcome = side_receiving.side_act(inbound, mail, lead, sender=sender, now=now)
        else:
            outcome = acting.act(
                inbound, mail, verdict, sender=sender, lead=lead, here=here,
                staff_user_id=facts.staff_user_id, now=now,
            )  # fmt: skip
    except acting.Unacceptable as error:
        return _suspend(inbound, Verdict(Act.SUSPEND, reason=error.reason, detail=error.detail), now=now)
    inbound.ticket_id, inbound.entry_id = outcome.ticket_id, outcome.entry_id
    return _end(
        inbound, state=InboundState.STORED, reason=outcome.reason, detail=outcome.detail, now=now,
        beside=outcome.left,
    )  # fmt: skip


def oversized_answer(*, now: datetime, limit: int = 20) -> int:
    """
    Tell senders whose mails were over the limit that these did not get through (C1); returns how many.

    Only the headers of such a mail are stored. They also bring its sender and subject into the log. Each is
    examined once: unreadable mail, and mail that no person sent, gets no answer.
    """
    answered = 0
    waiting = InboundMail.objects.filter(
        state=InboundState.SUSPENDED, reason=Reason.TOO_LARGE, message_id=""
    ).order_by("-id")
    for inbound_id in list(waiting.values_list("pk", flat=True)[:limit]):
        raw = RawMail.objects.filter(inbound=inbound_id).values_list("content", flat=True).first()
        try:
            mail = parse_safely(bytes(raw or b""))
        except PoisonMail:
            mail = None
        except SandboxUnavailable:
            break
        answered += _answer_oversized(inbound_id, mail, now=now)
    return answered


@transaction.atomic
def _answer_oversized(inbound_id: int, mail: ParsedMail | None, *, now: datetime) -> bool:
    inbound = (
        InboundMail.objects.select_for_update(of=("self",), skip_locked=True)
        .select_related("mailbox__brand")
        .filter(pk=inbound_id, state=InboundState.SUSPENDED, message_id="")
        .first()
    )
    if inbound is None:
        return False
    if mail is None:
        inbound.message_id = without_message_id(inbound)
        inbound.save(update_fields=["message_id"])
        return False
    own = facts_selectors.own_addresses()
    sender = facts_selectors.sender_of(mail, own)
    note_headers(inbound, mail, sender)
    inbound.save()
    if mail.automatic or facts_selectors.is_ours(sender.address, own):
        return False
    return refusing.too_large_queue(inbound=inbound, address=sender.address, now=now) is not None


def without_message_id(inbound: InboundMail) -> str:
    """What stands in for the Message-ID of a mail without one."""
    return f"{inbound.sha256}@without-message-id"


def note_headers(inbound: InboundMail, mail: ParsedMail, sender: Address) -> None:
    """Put what the log shows about a mail into its row, unsaved."""
    inbound.message_id = (mail.message_id or without_message_id(inbound))[:250]
    inbound.fingerprint = fingerprint_of(mail, inbound.sha256)
    inbound.from_address, inbound.from_name = comparable(sender.address)[:254], sender.name[:200]
    inbound.subject = mail.subject[:300]
    # The sender's own name for themselves counts only if the From domain itself was checked.
    inbound.is_authentic = _is_senders_own(mail, sender) and is_authentic(
        results=mail.authentication_results,
        trusted_authserv=inbound.mailbox.trusted_authserv,
        from_address=sender.address,
    )


def _is_senders_own(mail: ParsedMail, sender: Address) -> bool:
    """Whether the sender is the From address, the only one that servers vouch for."""
    return comparable(sender.address) == comparable(mail.from_.address)


def _may_take_part(inbound: InboundMail, mail: ParsedMail, sender: Address) -> bool:
    """
    Whether the sender may be recognized as a participant: the From address, or a writer whom a list names.

    The list must be of the writer's own domain, and proven if anything is.
    """
    if _is_senders_own(mail, sender):
        return True
    trusted = inbound.mailbox.trusted_authserv
    is_same_domain = domain_of(comparable(sender.address)) == domain_of(comparable(mail.from_.address))
    return is_same_domain and (
        not trusted
        or is_authentic(
            results=mail.authentication_results,
            trusted_authserv=trusted,
            from_address=mail.from_.address,
        )
    )


def fingerprint_of(mail: ParsedMail, sha256: str) -> str:
    """
    What two deliveries of the same mail share: Message-ID, sender, date, subject and content.

    A Message-ID alone would not do: anybody who knows it could send it first and have the real mail dropped.
    """
    if not mail.message_id:
        return sha256
    digest = hashlib.sha256()
    sent_at = mail.sent_at.isoformat() if mail.sent_at else ""
    for part in (mail.message_id, mail.from_.address.lower(), sent_at, mail.subject, mail.text, mail.html):
        digest.update(part.encode("utf-8", "surrogatepass"))
        digest.update(b"\0")
    for file in mail.files:
        digest.update(hashlib.sha256(file.content).digest())
    return digest.hexdigest()


def _earlier(inbound: InboundMail) -> InboundMail | None:
    same = Q(message_id=inbound.message_id, fingerprint=inbound.fingerprint) & ~Q(pk=inbound.pk)
    found: InboundMail | None = _ENDED.first(same, order=("id",))
    return found


def _end_as_duplicate(inbound: InboundMail, earlier: InboundMail, *, now: datetime) -> InboundMail:
    """A copy shares the fate of the first one; copies of deleted or suspended mail do not return."""
    inbound.ticket_id, inbound.entry_id = earlier.ticket_id, earlier.entry_id
    is_stored = earlier.state == InboundState.STORED
    if not is_stored:
        RawMail.objects.filter(inbound=inbound).delete()
    return _end(
        inbound,
        state=InboundState.STORED if is_stored else InboundState.DELETED,
        reason=Reason.DUPLICATE,
        detail=f"Mail {earlier.pk}.",
        now=now,
    )


@transaction.atomic
def _set_aside(
    inbound: InboundMail, reason: str, detail: str, *, now: datetime, mail: ParsedMail | None = None
) -> InboundMail:
    """Suspend a mail that could not be received, in a separate transaction."""
    if not _is_still_ours(inbound):
        return inbound
    if mail is not None:
        note_headers(inbound, mail, facts_selectors.sender_of(mail, facts_selectors.own_addresses()))
    return _suspend(inbound, Verdict(Act.SUSPEND, reason=reason, detail=detail), now=now)


def _suspend(inbound: InboundMail, verdict: Verdict, *, now: datetime) -> InboundMail:
    return _end(inbound, state=InboundState.SUSPENDED, reason=verdict.reason, detail=verdict.detail, now=now)


def _end(
    inbound: InboundMail,
    *,
    state: str,
    reason: str,
    detail: str,
    now: datetime,
    beside: writes.Batch | None = None,
) -> InboundMail:
    """Note a mail's end, with what else is to be written in one statement."""
    inbound.state, inbound.reason, inbound.detail = state, reason, detail[:400]
    inbound.next_attempt_at, inbound.finished_at = None, now
    batch = beside or writes.Batch()
    batch.update(inbound, ENDED)
    batch.run()
    return inbound


def _fail(inbound: InboundMail, error: Exception, *, now: datetime) -> InboundMail:
    wait = min(FIRST_RETRY * 2 ** min(inbound.attempts - 1, 10), LONGEST_RETRY)
    told = error.message if isinstance(error, DomainError) else words_of(error)
    # A connection that broke at the commit leaves open whether the mail was finished: assume it was.
    still_ours = InboundMail.objects.filter(
        pk=inbound.pk, attempts=inbound.attempts, state__in=[InboundState.FETCHED, InboundState.FAILED]
    )
    with noting(error):
        still_ours.update(state=InboundState.FAILED, detail=told[:400], next_attempt_at=now + wait)
        inbound.refresh_from_db()
    return inbound
