"""Pictures in articles: taken in with their description, cleared away when nothing shows them."""

import os
import uuid
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core.actors import Actor
from core.errors import Invalid, TooLarge
from core.html import one_line
from core.scanning import must_be_clean
from kb import selectors
from kb.models import ArticleImage, ArticleVersion
from kb.services.keeping import must_be_ours, record
from people.pictures import Picture, picture_in
from people.policy import require

MAX_BYTES = 5 * 1024 * 1024
MAX_SIDE = 8192
MAX_IMAGES = 500
"""Of one article, with those that only former versions show."""
KEPT = timedelta(days=1)
"""How long a picture waits for the version that shows it."""


def image_add(
    *, actor: Actor, article_id: int, name: str, alt: str, data: bytes, now: datetime
) -> ArticleImage:
    """
    Keep a picture for an article; `alt` says what it shows, for who cannot see it and for the search.

    The bytes are on the disk before the row exists. Raises NotFound, Forbidden, TooLarge over 5 MB, Invalid
    for anything but PNG, JPEG or WebP and without a description.
    """
    require(actor, "article.draft")
    must_be_ours(actor, selectors.article_get(actor=actor, article_id=article_id))
    alt, picture = one_line(alt)[:300], _checked(data)
    if not alt:
        raise Invalid("Say what the image shows, for readers who do not see it.", errors={"alt": ["Needed."]})
    image = ArticleImage(
        article_id=article_id,
        name=one_line(name)[-255:] or "image",
        alt=alt,
        content_type=picture.content_type,
        size=len(data),
        width=picture.width,
        height=picture.height,
        uploaded_by_id=actor.user_id,
        created_at=now,
    )
    must_be_clean(data)
    _write(image.path, data)
    with transaction.atomic():
        article = selectors.article_for_update(actor=actor, article_id=article_id)
        if ArticleImage.objects.filter(article=article).count() >= MAX_IMAGES:
            raise Invalid(f"An article can have at most {MAX_IMAGES} images.", errors={"file": ["Too many."]})
        image.save(force_insert=True)
        record(actor, "kb.article_image_added", article, now, {"image": str(image.public_id)})
    return image


def images_clean(*, now: datetime, limit: int = 200) -> int:
    """
    Delete pictures that no version shows a day after they came, and files that belong to no picture.

    Safe to stop anywhere; returns how many went.
    """
    waiting = ArticleImage.objects.filter(is_kept=False, created_at__lt=now - KEPT).order_by("created_at")
    gone = 0
    for image in waiting[:limit]:
        with transaction.atomic():
            is_shown = ArticleVersion.objects.filter(
                Q(article=image.article_id) | Q(article__translation_of=image.article_id),
                body_html__contains=str(image.public_id),
            ).exists()
            if is_shown:
                ArticleImage.objects.filter(pk=image.pk).update(is_kept=True)
            else:
                gone += ArticleImage.objects.filter(pk=image.pk).delete()[0]
    return gone + _clear_files(now)


def _checked(data: bytes) -> Picture:
    if len(data) > MAX_BYTES:
        raise TooLarge(f"An image may have {MAX_BYTES // 1024 // 1024} MB. Save it smaller.")
    picture = picture_in(data)
    if picture is None:
        message = (
            "SVG is not taken: it can carry scripts. Export the image as PNG."
            if b"<svg" in data[:4096].lower()
            else "This is not a PNG, JPEG or WebP image, whatever its name says."
        )
        raise Invalid(message, errors={"file": [message]})
    if not all(1 <= side <= MAX_SIDE for side in (picture.width, picture.height)):
        message = f"An image may have {MAX_SIDE} pixels a side; this has {picture.width} by {picture.height}."
        raise Invalid(message, errors={"file": [message]})
    return picture


def _write(relative: str, data: bytes) -> None:
    final = Path(settings.MEDIA_ROOT) / relative
    final.parent.mkdir(parents=True, exist_ok=True)
    temporary = final.with_name(f"{final.name}.part")
    with temporary.open("wb") as target:
        target.write(data)
        target.flush()
        os.fsync(target.fileno())
    temporary.replace(final)


def _clear_files(now: datetime) -> int:
    """Delete old files without a row: of articles that were deleted, and of uploads that a crash cut off."""
    oldest = (now - KEPT).timestamp()
    gone = 0
    for folder in sorted((Path(settings.MEDIA_ROOT) / "articles").glob("*")):
        old = {file.name: file for file in folder.iterdir() if file.stat().st_mtime < oldest}
        ids = {name for name in old if _is_uuid(name)}
        known = ArticleImage.objects.filter(public_id__in=ids).values_list("public_id", flat=True)
        for name in set(old) - {str(public_id) for public_id in known}:
            old[name].unlink(missing_ok=True)
            gone += 1
    return gone


def _is_uuid(name: str) -> bool:
    try:
        return str(uuid.UUID(name)) == name
    except ValueError:
        return False
