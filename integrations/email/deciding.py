"""What becomes of a parsed mail, from facts alone."""

import re
from dataclasses import dataclass
from enum import StrEnum

from integrations.email.mime import ParsedMail
from integrations.email.models import Reason

STORM_MAILS = 20
"""Mails of one sender within ten minutes after which the rest waits for a person."""
STORM_MINUTES = 10
_NO_REPLY = re.compile(r"(?:no|do-?not|never)[._-]?reply|mailer-daemon|postmaster|bounces?", re.IGNORECASE)
_PROOF = re.compile(
    r"\b(?:verif(?:y|ication)|confirm(?:ation)?|one[- ]time|sign[- ]?in|log[- ]?in|magic|security|access)"
    r" (?:your |an? |the )?(?:e-?mail|address|account|code|link|pass(?:word|code)|device)\b",
    re.IGNORECASE,
)


class Act(StrEnum):
    """The possible ends of a mail that could be read."""

    MESSAGE = "message"
    ASIDE = "aside"
    STAFF_REPLY = "staff_reply"
    REPORT = "report"
    SUSPEND = "suspend"


@dataclass(frozen=True)
class Facts:
    """
    What the database knows about a mail.

    `is_recovered` tells that a person took it out of the suspended mail: then nothing holds it back that
    they have seen. `ticket_id` is where its headers lead, `has_authority` whether a signed mark of ours
    led there and `takes_part` whether the sender is the requester or an approved participant of that ticket.
    `is_merely_named` tells that the requester gave the sender's address without proof, as a visitor does.
    """

    is_own_mark: bool = False
    is_own_address: bool = False
    is_allowed: bool = False
    is_recovered: bool = False
    is_blocked: bool = False
    recent_mails: int = 0
    ticket_id: int | None = None
    has_authority: bool = False
    takes_part: bool = False
    is_merely_named: bool = False
    is_staff_token: bool = False
    staff_user_id: int | None = None


@dataclass(frozen=True)
class Verdict:
    """
    What to do; `ticket_id` None opens a new ticket, `related_id` is one that it may belong to.

    `goes_on` tells that the conversation `related_id` goes on by email, out of the visitor's sight.
    """

    act: Act
    ticket_id: int | None = None
    related_id: int | None = None
    reason: str = ""
    detail: str = ""
    goes_on: bool = False


def decide(mail: ParsedMail, facts: Facts) -> Verdict:
    """
    The one rule for inbound mail (C1), in this order.

    Our own mail and blocked senders stop here, a storm waits for a person. Delivery reports and automatic
    mail are noted on the conversation they answer and never open one. A signed mark of ours threads with
    authority, a plain reference only for who takes part; otherwise a new ticket is opened and linked. So is
    the answer from an address that the requester merely named: it is its sender's own conversation.
    """
    known = facts.ticket_id if facts.has_authority or facts.takes_part else None
    is_wanted = facts.is_allowed or facts.is_recovered
    held = _held(mail, facts)
    if held is not None:
        return held
    if mail.automatic == "bounce" and not facts.is_recovered:
        if facts.ticket_id is not None:
            return Verdict(Act.REPORT, ticket_id=facts.ticket_id)
        return _suspend(Reason.BOUNCE, mail.reason)
    if mail.automatic and not is_wanted:
        if known is not None and mail.automatic != "list":
            return Verdict(Act.REPORT, ticket_id=known)
        return _suspend(Reason.LIST if mail.automatic == "list" else Reason.AUTOMATIC, mail.reason)
    if facts.is_staff_token:
        if facts.staff_user_id is None:
            return _suspend(Reason.STAFF, "It answers a notice to staff from another address.")
        return Verdict(Act.STAFF_REPLY, ticket_id=facts.ticket_id)
    if facts.recent_mails >= STORM_MAILS and not is_wanted:
        return _suspend(Reason.STORM, f"Over {STORM_MAILS} mails in {STORM_MINUTES} minutes.")
    led = _led(facts)
    if led is not None:
        return led
    if is_proof_of_another_service(mail) and not is_wanted:
        return _suspend(Reason.SECURITY, "Whoever reads it could prove to own this address.")
    return Verdict(Act.MESSAGE, related_id=facts.ticket_id)


def _led(facts: Facts) -> Verdict | None:
    if facts.ticket_id is None:
        return None
    if facts.is_merely_named:
        return Verdict(Act.MESSAGE, related_id=facts.ticket_id, goes_on=True)
    if facts.takes_part:
        return Verdict(Act.MESSAGE, ticket_id=facts.ticket_id)
    return Verdict(Act.ASIDE, ticket_id=facts.ticket_id) if facts.has_authority else None


def _held(mail: ParsedMail, facts: Facts) -> Verdict | None:
    if not mail.from_.address and (mail.automatic != "bounce" or facts.is_recovered):
        return _suspend(Reason.NO_SENDER)
    if facts.is_recovered:
        return None
    if facts.is_own_mark:
        return _suspend(Reason.LOOP, "It carries the mark of a mail of ours.")
    if facts.is_own_address and not facts.is_staff_token:
        return _suspend(Reason.OWN_ADDRESS, mail.from_.address)
    if facts.is_blocked:
        return _suspend(Reason.BLOCKED, mail.from_.address)
    return None


def _suspend(reason: Reason, detail: str = "") -> Verdict:
    return Verdict(Act.SUSPEND, reason=reason.value, detail=detail)


def is_from_nobody(address: str) -> bool:
    """Whether an address says of itself that nobody reads it."""
    return bool(_NO_REPLY.search(address.rpartition("@")[0]))


def is_proof_of_another_service(mail: ParsedMail) -> bool:
    """
    Whether another service proves by this mail that its reader owns our address.

    Published to the customer who asked for it, it would let them join that service as one of us: the
    "ticket trick".
    """
    return is_from_nobody(mail.from_.address) and bool(_PROOF.search(mail.subject))
