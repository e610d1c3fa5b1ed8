"""What the email channel knows about a mail once it has been read."""

from dataclasses import dataclass
from datetime import datetime

from integrations.email.mime.bodies import MailFile
from integrations.email.mime.calendars import Invitation
from integrations.email.mime.headers import Address


@dataclass(frozen=True, slots=True)
class Bounce:
    """
    A report that one of our messages did not arrive, or not yet.

    `status` is an enhanced code such as "5.1.1", "" if unknown. Delay reports are not permanent.
    """

    recipient: str
    is_permanent: bool
    status: str
    diagnostic: str
    original_message_id: str
    is_sure: bool = True
    """Whether its form proves it; False if only its wording and a sender such as postmaster@ suggest it."""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """
    One mail, read.

    Ids have no angle brackets, "" if absent. `text` is the whole plain text, derived from the HTML if there
    is none; `html` the whole HTML as sent, not sanitized. `visible_*` is what the sender wrote, without quote
    and signature. `automatic` is "", "auto_reply", "out_of_office", "auto_generated", "bounce" or "list", and
    `reason` says why; `is_surely_automatic` means that only programs write like that. `is_newsletter` means
    that it goes to many with no way to reply, `lists` are the names of the list it came through.
    `delivered_to` holds the envelope addresses that servers recorded, topmost first.
    """

    message_id: str
    in_reply_to: tuple[str, ...]
    references: tuple[str, ...]
    from_: Address
    sender: Address
    reply_to: tuple[Address, ...]
    to: tuple[Address, ...]
    cc: tuple[Address, ...]
    delivered_to: tuple[str, ...]
    subject: str
    sent_at: datetime | None
    text: str
    html: str
    visible_text: str
    visible_html: str
    quoted_text: str
    signature_text: str
    files: tuple[MailFile, ...]
    invitations: tuple[Invitation, ...]
    automatic: str
    reason: str
    bounce: Bounce | None
    loop_marks: tuple[str, ...]
    is_reply_or_forward: bool
    authentication_results: tuple[str, ...]
    problems: tuple[str, ...]
    is_surely_automatic: bool = False
    is_newsletter: bool = False
    lists: tuple[str, ...] = ()
