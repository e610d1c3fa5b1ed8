"""A person's picture."""

import hashlib
from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import Actor
from core.errors import Invalid, TooLarge
from people.models import User, UserPicture
from people.pictures import picture_in
from people.services.proving import locked_person
from people.services.sessions import own_account

PICTURE_MAX_BYTES = 512 * 1024
PICTURE_MAX_SIDE = 2048
"""In pixels: a small file can unpack to gigabytes in the browser of every colleague."""


@transaction.atomic
def picture_set(*, actor: Actor, content: bytes, now: datetime) -> User:
    """
    Give oneself a picture; its type is told from its bytes.

    Raises Invalid for anything but PNG, JPEG and WebP of at most PICTURE_MAX_SIDE a side, TooLarge over
    PICTURE_MAX_BYTES, Forbidden for tokens.
    """
    user = locked_person(own_account(actor))
    if len(content) > PICTURE_MAX_BYTES:
        raise TooLarge(f"A picture can have at most {PICTURE_MAX_BYTES // 1024} KB.")
    picture = picture_in(content)
    if picture is None:
        raise Invalid(
            "This is no PNG, JPEG or WebP picture. Choose another file.", errors={"file": ["No picture."]}
        )
    if not all(1 <= side <= PICTURE_MAX_SIDE for side in (picture.width, picture.height)):
        raise Invalid(
            f"The picture has {picture.width} by {picture.height} pixels; "
            f"a side can have at most {PICTURE_MAX_SIDE}. Choose a smaller one.",
            errors={"file": ["Too many pixels."]},
        )
    UserPicture.objects.update_or_create(
        user=user, defaults={"content": content, "media_type": picture.content_type}
    )
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
