"""Mails to somebody about what has happened to their account."""

import secrets
from datetime import datetime

from core import ports
from people.account_letters import account_letter
from people.models import User


def tell(user: User, kind: str, *, to: str = "", now: datetime, **values: str) -> bool:
    """Queue the letter `kind`, in the caller's transaction, to the account's address; False without mail."""
    subject, text = account_letter(kind, locale=user.locale, name=user.name, **values)
    return ports.account_mail(
        user_id=user.pk,
        to=to or user.email,
        subject=subject,
        text=text,
        secret="",
        key=f"{kind}:{user.pk}:{secrets.token_hex(8)}",
        now=now,
    )
