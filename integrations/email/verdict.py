"""What becomes of a parsed mail, from facts alone."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum

from integrations.email.mime import phrases
from integrations.email.mime.parsing import Address, ParsedMail
from integrations.email.models import Reason

STORM_MAILS = 20
"""How many mails of one sender within ten minutes are let through before the rest waits for a person."""
STORM_MINUTES = 10
_NO_REPLY = re.compile(
    r"(?:^|[._+=-]|[0-9])(?:(?:no|not|do-?not|never|dont|please-?do-?not)[._-]?repl(?:y|ies)"
    r"|(?:no|ne|nao|n[aã]o|non|nicht|keine)[._-]?(?:pas[._-]?)?"
    r"(?:respond[ae]r?|responda|repondre|reponse|rispondere|risposta|antworten|antwort|contestar)"
    r"|no[._-]?reply[a-z]{0,12})(?:$|[._+=-]|[0-9])"
    r"|^(?:mailer-daemon|postmaster)(?:$|[._+=-])|^bounces?(?:$|[._+=-]|[0-9])",
    re.IGNORECASE,
)
_SERVICE = re.compile(
    r"(?:^|[._+=-])(?:accounts?|auth(?:entication)?|security|sicherheit|log-?in|sign-?in|sign-?up|identity|id"
    r"|verif(?:y|ication|ications)|confirm(?:ation)?|notifications?|notify|alerts?|welcome|onboarding"
    r"|registration|register|hello|hi|team|support|service|system|mail(?:er)?|info|robot|bot|auto"
    r"|automat(?:ed|ic)|passwords?|otp|invitations?|invites?)(?:$|[._+=-]|[0-9])",
    re.IGNORECASE,
)
"""Local parts from which services write; people share some of them, so they prove nothing alone."""


class Act(StrEnum):
    """The possible outcomes for a readable mail."""

    MESSAGE = "message"
    ASIDE = "aside"
    STAFF_REPLY = "staff_reply"
    REPORT = "report"
    SIDE = "side"
    SUSPEND = "suspend"


@dataclass(frozen=True)
class Facts:
    """
    What the database knows about a mail.

    `is_recovered` means that a person released it from the suspended mail: nothing they have seen holds it
    back. `ticket_id` is where its headers lead, `has_authority` whether one of our signed marks led there,
    and `takes_part` whether the sender is that ticket's requester or an approved participant.
    `is_merely_named` means that the requester gave the sender's address without proof, as a visitor does.
    `is_forged` means that the server that vouches for senders denies this one, `is_addressed` that To or Cc
    name one of our addresses, `is_side` that a mark of a side conversation led there, `is_own_list` that it
    came through a list of our own domain. `sender` is the writer if that is not the From address.
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
    is_side: bool = False
    staff_user_id: int | None = None
    is_forged: bool = False
    is_addressed: bool = False
    is_own_list: bool = False
    sender: Address | None = None


@dataclass(frozen=True)
class Verdict:
    """
    What to do; with `ticket_id` None a new ticket is opened, `related_id` is one it may belong to.

    `goes_on` means that the conversation `related_id` continues by email, out of the visitor's sight.
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

    Our own mail and blocked senders stop here; a storm waits for a person. What answers a side conversation
    goes there, whatever it is and whatever else it refers to. Delivery reports and automatic
    mail are recorded on the conversation they answer and never open one; on a person's mail, weak signs of
    them are ignored (`as_persons`). Our signed marks assign a mail to its thread with authority, a plain
    reference only for participants, unless the sender is known to be forged; otherwise a new ticket is opened
    and linked. The same goes for an answer from an address that the requester merely named: it is its
    sender's own conversation.
    """
    mail = as_persons(mail, facts)
    known = facts.ticket_id if facts.has_authority or facts.takes_part else None
    is_wanted = facts.is_allowed or facts.is_recovered
    first = _held(mail, facts) or _in_its_side(mail, facts)
    if first is not None:
        return first
    if mail.automatic == "bounce" and not facts.is_recovered:
        if facts.ticket_id is not None:
            return Verdict(Act.REPORT, ticket_id=facts.ticket_id)
        return _suspend(Reason.BOUNCE, mail.reason)
    if mail.automatic and not is_wanted:
        if known is not None and (mail.automatic != "list" or facts.has_authority):
            return Verdict(Act.REPORT, ticket_id=known)
        return _suspend(Reason.LIST if mail.automatic == "list" else Reason.AUTOMATIC, mail.reason)
    if facts.is_staff_token:
        if facts.staff_user_id is None:
            return _suspend(Reason.STAFF, "It answers a notice to staff from another address.")
        return Verdict(Act.STAFF_REPLY, ticket_id=facts.ticket_id)
    if facts.recent_mails >= STORM_MAILS and not is_wanted:
        return _suspend(Reason.STORM, f"Over {STORM_MAILS} mails in {STORM_MINUTES} minutes.")
    if facts.ticket_id is not None and facts.is_merely_named:
        return Verdict(Act.MESSAGE, related_id=facts.ticket_id, goes_on=True)
    if facts.ticket_id is not None and (facts.takes_part or facts.has_authority):
        return _in_the_conversation(mail, facts)
    if is_proof_of_another_service(mail, sender=facts.sender) and not is_wanted:
        return _suspend(Reason.SECURITY, "Whoever reads it could prove to own this address.")
    return Verdict(Act.MESSAGE, related_id=facts.ticket_id)


def _in_its_side(mail: ParsedMail, facts: Facts) -> Verdict | None:
    """A mail into a side conversation, reports and automatic answers too; it never goes anywhere else."""
    if not facts.is_side:
        return None
    is_wanted = facts.is_allowed or facts.is_recovered
    if facts.recent_mails >= STORM_MAILS and not is_wanted:
        return _suspend(Reason.STORM, f"Over {STORM_MAILS} mails in {STORM_MINUTES} minutes.")
    if facts.is_forged and not facts.is_recovered and mail.automatic != "bounce":
        told = f"It answers a side conversation of #{facts.ticket_id} in the name of {mail.from_.address}"
        return _suspend(Reason.FORGED, f"{told}, whose domain disowns it."[:400])
    return Verdict(Act.SIDE, ticket_id=facts.ticket_id)


def _in_the_conversation(mail: ParsedMail, facts: Facts) -> Verdict:
    """A mail into a ticket: its message, a note if its sender does not participate, nothing if forged."""
    if not facts.takes_part:
        return Verdict(Act.ASIDE, ticket_id=facts.ticket_id)
    if facts.is_forged and not facts.is_recovered:
        told = f"It answers #{facts.ticket_id} in the name of {mail.from_.address}, whose domain disowns it."
        return _suspend(Reason.FORGED, told[:400])
    return Verdict(Act.MESSAGE, ticket_id=facts.ticket_id)


def _held(mail: ParsedMail, facts: Facts) -> Verdict | None:
    sender = facts.sender or mail.from_
    if sender.address and not sender.canonical and mail.automatic != "bounce":
        return _suspend(Reason.NO_SENDER, f"No mail server could deliver to {sender.address}."[:400])
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
    """Whether an address itself says that nobody reads it."""
    return bool(_NO_REPLY.search(address.rpartition("@")[0]))


def is_proof_of_another_service(mail: ParsedMail, *, sender: Address | None = None) -> bool:
    """
    Whether another service uses this mail to prove that its reader owns our address.

    Shown to the customer who triggered it, it would let them join that service as one of us: the "ticket
    trick". Recognized by its sender, the words of many languages, and a link or a code; a person writing
    about such mails says "I" and includes neither. `sender` is the writer, if a form named them: such a mail
    must contain what it proves ownership with.
    """
    text = mail.text if len(mail.text) <= phrases.PROOF_LENGTH else mail.visible_text
    is_nobody = is_from_nobody(mail.from_.address)
    is_conversation = mail.is_reply_or_forward and not is_nobody
    if is_conversation or phrases.speaks_of_oneself(f"{mail.subject}\n{mail.visible_text}"):
        return False
    speaks_for_another = sender is not None and sender.address != mail.from_.address
    is_named = phrases.names_a_proof(mail.subject)
    if is_nobody and is_named and not speaks_for_another:
        return True
    if not (is_nobody or _SERVICE.search(mail.from_.address.rpartition("@")[0])):
        return False
    return (is_named and phrases.brings_link_or_code(text)) or phrases.brings_a_proof(text)


def as_persons(mail: ParsedMail, facts: Facts) -> ParsedMail:
    """
    The mail, without weak signs of a program that a person's mail can have.

    A participant may write through a list, about an absence note, or from another helpdesk. So may somebody
    who writes for the first time: then the wording must be a person's, unless the subject is the only sign,
    or the list is our own.
    """
    if not mail.automatic or mail.is_surely_automatic or not _is_a_persons(mail, facts):
        return mail
    return replace(mail, automatic="", reason="", bounce=None)


def _is_a_persons(mail: ParsedMail, facts: Facts) -> bool:
    if facts.ticket_id is not None and facts.takes_part:
        return True
    is_personal = phrases.is_personal(f"{mail.subject}\n{mail.visible_text}")
    if facts.ticket_id is not None and facts.has_authority:
        return is_personal and mail.automatic != "bounce"
    if mail.automatic in ("out_of_office", "auto_reply"):
        return True
    if mail.automatic == "list":
        if mail.is_newsletter or is_from_nobody(mail.from_.address):
            return False
        return facts.is_own_list or (facts.is_addressed and is_personal)
    is_somebody = mail.automatic == "bounce" or not is_from_nobody(mail.from_.address)
    return is_personal and not mail.is_newsletter and is_somebody
