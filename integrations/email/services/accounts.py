"""Mail to staff about their own accounts, and to customers about their access; fills these ports."""

import logging
from datetime import datetime

from integrations.email.models import OutgoingKind
from integrations.email.selectors.mail_facts import is_ours, own_addresses
from integrations.email.selectors.routes import brand_mailbox, house_mailbox
from integrations.email.services.queueing import Letter, letter_queue
from people.models.sessions import secret_digest
from people.selectors import internal as everybody

logger = logging.getLogger(__name__)


def account_mail(
    *, user_id: int, to: str, subject: str, text: str, secret: str, key: str, now: datetime
) -> bool:
    """
    Queue one mail, once per `key`, in the caller's transaction; see `core.ports.account_mail`.

    False if no mailbox can send, and for our own addresses: mail arriving there becomes a ticket, which
    others read.
    """
    mailbox = house_mailbox()
    if mailbox is None:
        logger.warning("No mailbox can send mail about an account", extra={"user_id": user_id, "about": key})
        return False
    if is_ours(to, own_addresses()):
        logger.warning("Mail about an account to a mailbox of ours was not sent", extra={"user_id": user_id})
        return False
    letter_queue(
        Letter(
            kind=OutgoingKind.ACCOUNT,
            mailbox=mailbox,
            dedupe_key=f"account:{key}"[:120],
            message_id=f"account.{secret_digest(key)[:32]}@{mailbox.domain}",
            to=[to],
            subject=subject,
            text=text,
            secret=secret,
            user=everybody.user_any(user_id),
            from_name=mailbox.sender_name or mailbox.brand.name,
        ),
        now=now,
    )
    return True


def customer_mail(
    *, brand_id: int, to: str, subject: str, text: str, secret: str, key: str, now: datetime
) -> bool:
    """
    Queue one mail, once per `key`, in the caller's transaction; see `core.ports.customer_mail`.

    False if no mailbox can send, and for our own addresses.
    """
    mailbox = brand_mailbox(brand_id) or house_mailbox()
    if mailbox is None:
        logger.warning("No mailbox can send mail about a customer's access", extra={"about": key})
        return False
    if is_ours(to, own_addresses()):
        logger.warning("Mail about a customer's access to a mailbox of ours was not sent")
        return False
    letter_queue(
        Letter(
            kind=OutgoingKind.ACCOUNT,
            mailbox=mailbox,
            dedupe_key=f"customer:{key}"[:120],
            message_id=f"access.{secret_digest(key)[:32]}@{mailbox.domain}",
            to=[to],
            subject=subject,
            text=text,
            secret=secret,
            from_name=mailbox.sender_name or mailbox.brand.name,
        ),
        now=now,
    )
    return True
