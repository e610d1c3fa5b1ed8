"""What the email channel knows of a mail once it is read."""

from dataclasses import dataclass
from datetime import datetime

from integrations.email.mime.bodies import MailFile
from integrations.email.mime.calendars import Invitation
from integrations.email.mime.headers import Address


@dataclass(frozen=True, slots=True)
class Bounce:
    """
    A report that a message of ours did not arrive, or not yet.

    `status` is an enhanced code such as "5.1.1", "" when unknown. Reports of a delay are not permanent.
    """

    recipient: str
    is_permanent: bool
    status: str
    diagnostic: str
    original_message_id: str
    is_sure: bool = True
    """Whether its form proves it; False where only words and a sender such as postmaster@ tell."""


@dataclass(frozen=True, slots=True)
class ParsedMail:
    """
    One mail, read.

    Ids are without angle brackets, "" if absent. `text` is the whole plain text, made of the HTML where
    there is none; `html` the whole HTML as sent, not cleaned. `visible_*` is what the sender wrote, without
    quote and signature. `automatic` is "", "auto_reply", "out_of_office", "auto_generated", "bounce" or
    "list", and `reason` says what showed it; `is_surely_automatic` where only programs write so.
    `is_newsletter` tells that it goes out to many without a way to write to them, `lists` the names of the
    list that it came through. `delivered_to` holds the addresses of the envelope that
    servers noted, topmost first.
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
