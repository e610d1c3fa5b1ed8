"""A person's picture."""

import hashlib
from datetime import datetime

import filetype
from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, TooLarge
from people.models import User, UserPicture
from people.services.proving import locked_person
from people.services.sessions import own_account

PICTURE_TYPES = ("image/png", "image/jpeg", "image/webp")
PICTURE_MAX_BYTES = 512 * 1024


@transaction.atomic
def picture_set(*, actor: Actor, content: bytes, now: datetime) -> User:
    """
    Give oneself a picture; its type is told from its bytes.

    Raises Invalid for anything but PNG, JPEG and WebP, TooLarge over PICTURE_MAX_BYTES, Forbidden for tokens.
    """
    user = locked_person(own_account(actor))
    if len(content) > PICTURE_MAX_BYTES:
        raise TooLarge(f"A picture can have at most {PICTURE_MAX_BYTES // 1024} KB.")
    kind = filetype.guess(content[:8192])
    media_type = str(kind.mime) if kind is not None else ""
    if media_type not in PICTURE_TYPES:
        raise Invalid(
            "This is no PNG, JPEG or WebP picture. Choose another file.", errors={"file": ["No picture."]}
        )
    UserPicture.objects.update_or_create(user=user, defaults={"content": content, "media_type": media_type})
    user.picture = hashlib.sha256(content).hexdigest()[:16]
    user.save(update_fields=["picture"])
    audit.record(actor=actor, action="people.picture_set", target=f"user:{user.pk}", now=now)
    return user


@transaction.atomic
def picture_remove(*, actor: Actor, now: datetime) -> None:
    """Take one's own picture away. Raises Forbidden for tokens."""
    user = locked_person(own_account(actor))
    UserPicture.objects.filter(user=user).delete()
    if user.picture:
        user.picture = ""
        user.save(update_fields=["picture"])
        audit.record(actor=actor, action="people.picture_removed", target=f"user:{user.pk}", now=now)
