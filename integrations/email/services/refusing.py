"""Telling somebody that their mail did not become what they intended."""

from datetime import datetime
from typing import Any

from django.conf import settings

from core import pages
from core.errors import DomainError
from integrations.email import wording
from integrations.email.models import (
    InboundMail,
    OutgoingKind,
    OutgoingMail,
)
from integrations.email.services.queueing import Letter, letter_queue, may_write_automatically
from people.models import User
from people.selectors import internal as everybody


def refusal_queue(
    *, inbound: InboundMail, user: User, ticket_id: int, error: DomainError, now: datetime
) -> OutgoingMail | None:
    """Tell a colleague that their reply by email was not sent, why, and what to do."""
    newer: list[dict[str, Any]] = error.data.get("newer", [])
    said = "".join(f"\n\n{one['author']['name']}:\n{one['body_text'][:2000]}" for one in newer)
    link = f"{settings.PUBLIC_URL}/app/inbox/{ticket_id}"
    language = user.locale[:2]
    begin = pages.text("email.refused_begin", language, number=ticket_id)
    end = pages.text("email.refused_end", language, mail=inbound.pk, link=link)
    return letter_queue(
        Letter(
            kind=OutgoingKind.REFUSAL,
            mailbox=inbound.mailbox,
            dedupe_key=f"refusal:{inbound.pk}",
            message_id=f"refusal.{inbound.pk}.{inbound.sha256[:20]}@{inbound.mailbox.domain}",
            to=[user.email],
            subject=pages.text("email.refused_subject", language, number=ticket_id),
            text=f"{begin}\n\n{_why(error, language)}{said}\n\n{end}",
            user=user,
            headers={"In-Reply-To": f"<{inbound.message_id}>"},
        ),
        now=now,
    )


def _why(error: DomainError, language: str) -> str:
    """What went wrong, in the language of who wrote where we have words for it."""
    key = f"refused_{error.code.replace('.', '_')}"
    known = key in pages.words_of("email", pages.LANGUAGES[0])
    return pages.text(f"email.{key}", language) if known else error.message


def too_large_queue(*, inbound: InboundMail, address: str, now: datetime) -> OutgoingMail | None:
    """Tell a sender that their mail was over the limit, without quoting any of it."""
    mailbox = inbound.mailbox
    if not mailbox.can_send or not address or not may_write_automatically(address):
        return None
    megabyte = 1024 * 1024
    sender = everybody.contact_by_email(address)
    language = (sender.locale if sender is not None else "") or mailbox.brand.language
    text = say_too_large(language, -(-inbound.size // megabyte), settings.MAIL_MAX_BYTES // megabyte)
    return letter_queue(
        Letter(
            kind=OutgoingKind.REFUSAL,
            mailbox=mailbox,
            dedupe_key=f"too-large:{inbound.pk}",
            message_id=f"refusal.{inbound.pk}.{inbound.sha256[:20]}@{mailbox.domain}",
            to=[address],
            subject=wording.say("too_large_subject", language, brand=mailbox.brand.name),
            text=text,
            from_name=mailbox.sender_name or mailbox.brand.name,
        ),
        now=now,
    )


def say_too_large(language: str, size: int, limit: int) -> str:
    """The text of that refusal; sizes in megabytes."""
    told = wording.say("too_large", language, size=size, limit=limit)
    return f"{wording.say('hello', language)}\n\n{told}"
