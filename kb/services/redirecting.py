"""Old addresses of help centers: kept, led on, and those noted that nobody has led on yet."""

import csv
import io
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import F

from core import audit
from core.actors import Actor
from core.errors import Conflict, DomainError, Invalid, NotFound, PreconditionFailed
from kb.models import Article, MissedPath, Redirect
from kb.old_paths import forms_of, is_worth_noting, path_of, scrubbed
from kb.selectors.articles import articles_visible
from kb.selectors.redirects import VERB, is_open_host, of_brand, place_of, redirect_get, redirect_to
from people.models import Brand
from people.policy import require
from people.selectors import brands

MAX_MISSED = 500
"""Of one brand; the least asked for make way."""
MAX_ROWS = 5000


class RedirectTaken(Conflict):
    """The old address leads somewhere already."""

    code = "kb.redirect_taken"


@dataclass(frozen=True, slots=True)
class Row:
    """What became of a line of a list: `added`, `changed`, `unchanged` or `failed` with the reason."""

    line: int
    path: str
    outcome: str
    detail: str = ""


def redirect_create(*, actor: Actor, brand_id: int | None, path: str, target: str, now: datetime) -> Redirect:
    """
    Lead an old address on: to an article, given by its address or slug here, to a path, or to an https
    address of a brand's site.

    Raises Forbidden, Invalid for what is no address, leads nowhere, in a circle or over another one, and
    RedirectTaken.
    """
    require(actor, VERB)
    old = _old(path)
    article, leads_to = _target(actor, brand_id, old, target)
    try:
        with transaction.atomic():
            found = Redirect.objects.create(
                brand_id=brand_id, path=old, article=article, target=leads_to,
                created_at=now, created_by_id=actor.user_id,
            )  # fmt: skip
            _record(actor, "kb.redirect_created", found, now)
            MissedPath.objects.filter(path=old, **({"brand": brand_id} if brand_id else {})).delete()
    except IntegrityError as error:
        raise RedirectTaken(f"{old} leads somewhere already. Change that redirect instead.") from error
    return found


@transaction.atomic
def redirect_update(
    *,
    actor: Actor,
    redirect_id: int,
    changes: Mapping[str, Any],
    expected_version: int | None = None,
    now: datetime,
) -> Redirect:
    """
    Change where an old address leads (`target`).

    Raises as `redirect_create`, NotFound, PreconditionFailed.
    """
    redirect_get(actor=actor, redirect_id=redirect_id)
    found = Redirect.objects.select_for_update().get(pk=redirect_id)
    if expected_version is not None and expected_version != found.version:
        raise PreconditionFailed("Somebody changed this redirect in between. Load it again.")
    if "target" in changes:
        found.article, found.target = _target(actor, found.brand_id, found.path, changes["target"])
        found.version += 1
        found.save(update_fields=["article", "target", "version"])
        _record(actor, "kb.redirect_changed", found, now)
    return found


@transaction.atomic
def redirect_delete(*, actor: Actor, redirect_id: int, now: datetime) -> None:
    """Let an old address lead nowhere again. Raises Forbidden, NotFound."""
    found = redirect_get(actor=actor, redirect_id=redirect_id)
    _record(actor, "kb.redirect_deleted", found, now)
    found.delete()


def redirects_import(*, actor: Actor, brand_id: int | None, text: str, now: datetime) -> list[Row]:
    """
    Take a list of old and new addresses, two columns a line; one that fails stops no other.

    What leads somewhere already is changed. Raises Forbidden, and Invalid for more than 5,000 lines and for
    what is no CSV, with the line.
    """
    require(actor, VERB)
    lines = _lines(text)
    if len(lines) > MAX_ROWS:
        raise Invalid(f"At most {MAX_ROWS} lines at once.", errors={"csv": ["Too many lines."]})
    if lines and not path_of(lines[0][1][0]):
        # The names of the columns.
        lines = lines[1:]
    return [_import(actor, brand_id, at, cells, now) for at, cells in lines]


def redirect_follow(*, brand: Brand, path: str, now: datetime) -> str:
    """
    Where a reader of this brand who asks for a path that is not here is sent; empty if nowhere.

    Counts the hit, or the miss. The path has no parameters.
    """
    old = path_of(path)
    if not old:
        return ""
    found = redirect_to(brand=brand, path=old)
    if found is not None:
        Redirect.objects.filter(pk=found[0].pk).update(hits=F("hits") + 1, hit_at=now)
        return found[1]
    if is_worth_noting(old):
        _note(brand, scrubbed(old), now)
    return ""


@transaction.atomic
def missed_path_delete(*, actor: Actor, missed_id: int) -> None:
    """Forget an address that was asked for in vain. Raises Forbidden, NotFound."""
    require(actor, VERB)
    if not MissedPath.objects.filter(pk=missed_id).delete()[0]:
        raise NotFound("There is no such address.")


def _note(brand: Brand, path: str, now: datetime) -> None:
    known = MissedPath.objects.filter(brand=brand.pk, path=path)
    if known.update(count=F("count") + 1, last_at=now):
        return
    rows = MissedPath.objects.filter(brand=brand.pk)
    if rows.count() >= MAX_MISSED:
        least = rows.order_by("count", "last_at").values_list("pk", flat=True)[:1]
        MissedPath.objects.filter(pk__in=list(least)).delete()
    MissedPath.objects.bulk_create(
        [MissedPath(brand=brand, path=path, first_at=now, last_at=now)], ignore_conflicts=True
    )


def _old(text: str) -> str:
    path = path_of(text)
    if not path:
        raise Invalid(
            "Give an address or a path such as /hc/en-us/articles/7.", errors={"path": ["Not a path."]}
        )
    return path


def _target(actor: Actor, brand_id: int | None, old: str, text: str) -> tuple[Article | None, str]:
    """The article or the address that an old path leads to. Raises Invalid."""
    text = text.strip()
    article = _article(actor, text)
    if article is not None:
        _check_end(brand_id, old, article.origin_url)
        return article, ""
    if "://" in text or text.startswith("//"):
        if not is_open_host(text) or len(text) > 1000:
            raise _wrong("Give a path, or an https address on the site or domain of one of your brands.")
        _check_end(brand_id, old, text)
        return None, text
    path = path_of(text)
    if not path or not text.startswith("/"):
        raise _wrong("There is no such article. Give its address, its slug, or a path that begins with /.")
    _check_end(brand_id, old, path)
    if Redirect.objects.filter(of_brand(brand_id), target=old).exists():
        raise _wrong(f"Another redirect leads to {old}. Let that lead to the new address first.")
    return None, path


def _check_end(brand_id: int | None, old: str, target: str) -> None:
    """
    Refuse a target at which a redirect answers, this one or another, in any brand that has it. So no circle
    can close, over whatever hosts it goes. Raises Invalid.
    """
    if not target:
        return
    for brand in brands():
        place = place_of(brand, target) if brand_id in (None, brand.pk) else None
        if place is None:
            continue
        end, path = place
        forms = forms_of(path)
        if brand_id in (None, end.pk) and old in forms:
            raise _wrong("This leads to itself.")
        if Redirect.objects.filter(of_brand(end.pk), path__in=forms).exists():
            raise _wrong(f"{path} is a redirect itself. Give the address where that leads.")


def _article(actor: Actor, text: str) -> Article | None:
    """The article of this address in a help center, or of this slug."""
    slug = text
    path = path_of(text) if text.startswith("/") or "://" in text else ""
    if path:
        parts = path.strip("/").split("/")
        slug = parts[2] if len(parts) == 3 and parts[0] == "help" else ""
        if "://" in text and not is_open_host(text):
            return None
    return articles_visible(actor).filter(slug=slug).first() if slug else None


def _import(actor: Actor, brand_id: int | None, at: int, cells: list[str], now: datetime) -> Row:
    old, target = (*cells, "", "")[:2]
    path = path_of(old)
    try:
        known = Redirect.objects.filter(brand=brand_id, path=path).first() if path else None
        if known is None:
            redirect_create(actor=actor, brand_id=brand_id, path=old, target=target, now=now)
            return Row(at, path, "added")
        before = (known.article_id, known.target)
        after = redirect_update(actor=actor, redirect_id=known.pk, changes={"target": target}, now=now)
    except DomainError as error:
        return Row(at, path or old[:200], "failed", error.message)
    return Row(at, path, "unchanged" if (after.article_id, after.target) == before else "changed")


def _lines(text: str) -> list[tuple[int, list[str]]]:
    """The lines of a CSV that hold something, each with its number. Raises Invalid."""
    # Strict: a quote that is never closed would otherwise take all lines behind it into one cell.
    reader = csv.reader(io.StringIO(text, newline=None), delimiter=_delimiter(text), strict=True)
    found, at = [], 1
    try:
        for cells in reader:
            cells = [cell.strip() for cell in cells]
            if any(cells):
                found.append((at, cells))
            at = reader.line_num + 1
    except csv.Error as error:
        message = f'Line {at} is no CSV. Close each quote, and write a quote within a cell as "".'
        raise Invalid(message, errors={"csv": [message]}) from error
    return found


def _delimiter(text: str) -> str:
    try:
        return csv.Sniffer().sniff(text[:4000], delimiters=",;\t").delimiter
    except csv.Error:
        return ","


def _wrong(message: str) -> Invalid:
    return Invalid(message, errors={"target": [message]})


def _record(actor: Actor, action: str, found: Redirect, now: datetime) -> None:
    leads_to = f"article:{found.article_id}" if found.article_id else found.target
    audit.record(
        actor=actor,
        action=action,
        target=f"redirect:{found.pk}",
        data={"path": found.path, "target": leads_to, "brand": found.brand_id},
        now=now,
    )
