"""File imports: each file in its own transaction; unchanged ones cost nothing."""

import hashlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from core.actors import Actor
from core.errors import DomainError, Invalid
from kb.importing import document_of
from kb.models import Audience, Kind, Source, SourceItem, State, Status
from kb.services.articles import PUBLISHERS, article_create, article_update
from people.policy import require

MAX_FILES = 100
DEFAULT_SOURCE = "Imported files"


@dataclass(frozen=True, slots=True)
class ImportedFile:
    """A file as uploaded; its name may contain a path."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Outcome:
    """The result for a file: `created`, `updated`, `unchanged`, or `failed` with the reason."""

    file: str
    outcome: str
    article_id: int | None = None
    detail: str = ""


def files_import(
    *,
    actor: Actor,
    files: Sequence[ImportedFile],
    status: str = Status.DRAFT,
    audience: str = Audience.PUBLIC,
    brand_id: int | None = None,
    source: str = "",
    now: datetime,
) -> list[Outcome]:
    """
    Import files as articles; a file with a known name and source updates the article it made before.

    Front matter may set title, slug, language, product area, audience and tags. A file that cannot be read
    does not stop the others. Raises Forbidden, and Invalid for too many files.
    """
    require(actor, "article.draft")
    if status == Status.PUBLISHED:
        require(actor, PUBLISHERS)
    if len(files) > MAX_FILES:
        raise Invalid(f"At most {MAX_FILES} files at once.", errors={"files": ["Too many."]})
    _must_be_free((source or DEFAULT_SOURCE)[:120])
    origin, _ = Source.objects.get_or_create(
        name=(source or DEFAULT_SOURCE)[:120],
        defaults={"kind": Kind.FILE, "owner_id": actor.user_id, "created_at": now},
    )
    base: dict[str, Any] = {"status": status, "audience": audience}
    if brand_id is not None:
        base["brand_ids"] = [brand_id]
    outcomes = []
    for file in files:
        try:
            with transaction.atomic():
                outcomes.append(_import(actor, origin, file, base, now))
        except DomainError as error:
            details = [text for texts in error.data.get("errors", {}).values() for text in texts]
            outcomes.append(Outcome(file.name, "failed", detail=" ".join([error.message, *details])))
    _note(origin, outcomes, now)
    return outcomes


def _must_be_free(name: str) -> None:
    """Raise Invalid for the name of a source that is read: what is imported belongs to nobody but people."""
    if Source.objects.filter(name=name).exclude(kind=Kind.FILE).exists():
        raise Invalid(
            f"{name} is a source that is read by itself. Choose another origin.",
            errors={"origin": ["Taken."]},
        )


def _import(actor: Actor, origin: Source, file: ImportedFile, base: dict[str, Any], now: datetime) -> Outcome:
    key = file.name[-500:]
    digest = hashlib.sha256(repr(sorted(base.items())).encode() + b"\0" + file.content).hexdigest()
    item = SourceItem.objects.select_for_update().filter(source=origin, key=key).first()
    if item is not None and item.digest == digest:
        SourceItem.objects.filter(pk=item.pk).update(seen_at=now)
        return Outcome(file.name, "unchanged", item.article_id)
    document = document_of(file.name, file.content)
    fields: dict[str, Any] = dict(document.fields)
    if "tags" in fields:
        fields["tags"] = [tag.strip(" \"'") for tag in fields["tags"].strip("[]").split(",")]
    values = (
        base
        | fields
        | {
            "title": document.title,
            "body": document.body,
            "body_format": document.body_format,
            "note": f"Imported from {key}"[:300],
        }
    )
    if item is None:
        article = article_create(actor=actor, values=values, now=now)
        SourceItem.objects.create(source=origin, key=key, digest=digest, article=article, seen_at=now)
        return Outcome(file.name, "created", article.pk)
    if base["status"] != Status.PUBLISHED:
        # Updating the text of a published article must not withdraw it from its readers.
        del values["status"]
    article = article_update(actor=actor, article_id=item.article_id, changes=values, now=now)
    SourceItem.objects.filter(pk=item.pk).update(digest=digest, seen_at=now)
    return Outcome(file.name, "updated", article.pk)


def _note(origin: Source, outcomes: Sequence[Outcome], now: datetime) -> None:
    counts = Counter(outcome.outcome for outcome in outcomes)
    failed = [f"{outcome.file}: {outcome.detail}" for outcome in outcomes if outcome.outcome == "failed"]
    Source.objects.filter(pk=origin.pk).update(
        state=State.FAILING if failed else State.LIVE,
        last_error="\n".join(failed)[:4000],
        last_run_at=now,
        item_count=F("item_count") + counts["created"],
        created_count=counts["created"],
        updated_count=counts["updated"],
        unchanged_count=counts["unchanged"],
        failed_count=counts["failed"],
    )
