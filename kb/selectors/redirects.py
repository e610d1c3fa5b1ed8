"""Reads of old addresses: where they lead, and which were asked for in vain."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from core.actors import Actor
from core.errors import NotFound
from kb.audience import ANONYMOUS
from kb.models import MissedPath, Redirect
from kb.old_paths import forms_of
from kb.rendering import article_path
from kb.selectors.articles import articles_visible, help_articles
from people.models import Brand
from people.policy import require
from people.selectors import brands

VERB = "article.publish"


def redirects(*, actor: Actor, brand_id: int | None = None, text: str = "") -> QuerySet[Redirect]:
    """Old addresses, those of one brand and of all brands with `brand_id`. Raises Forbidden."""
    require(actor, VERB)
    seen = Q(article=None) | Q(article__in=articles_visible(actor).values("pk"))
    found = Redirect.objects.select_related("brand", "article").filter(seen)
    if brand_id is not None:
        found = found.filter(Q(brand=brand_id) | Q(brand=None))
    for word in text.replace("\x00", "")[:200].split():
        found = found.filter(
            Q(path__icontains=word) | Q(target__icontains=word) | Q(article__title__icontains=word)
        )
    return found


def redirect_get(*, actor: Actor, redirect_id: int) -> Redirect:
    """One old address. Raises Forbidden, NotFound."""
    found = redirects(actor=actor).filter(pk=redirect_id).first()
    if found is None:
        raise NotFound("There is no such redirect.")
    return found


def missed_paths(*, actor: Actor, brand_id: int | None = None) -> QuerySet[MissedPath]:
    """What readers asked for in vain. Raises Forbidden."""
    require(actor, VERB)
    found = MissedPath.objects.select_related("brand")
    return found if brand_id is None else found.filter(brand=brand_id)


def redirect_to(*, brand: Brand, path: str) -> tuple[Redirect, str] | None:
    """
    Where readers of this brand who come by an old path are sent, if they are.

    Never to an article that is not open to everybody here, nor to a host that is none of ours any more.
    """
    forms = forms_of(path)
    rows = Redirect.objects.select_related("article").filter(
        Q(brand=brand.pk) | Q(brand=None), path__in=forms
    )
    best = sorted(rows[:10], key=lambda row: (forms.index(row.path), row.brand_id is None))
    for row in best:
        if row.article is not None:
            readable = help_articles(reader=ANONYMOUS, brand=brand).filter(pk=row.article.pk)
            if readable.exists():
                return row, row.article.origin_url or article_path(row.article.slug, brand.slug)
        elif row.target.startswith("/") or is_open_host(row.target):
            return row, row.target
    return None


def hosts() -> set[str]:
    """The hosts that a redirect may lead to: the brands' sites and domains, and the workspace."""
    named = [urlsplit(brand.site_url).hostname or "" for brand in brands()]
    own = [brand.host for brand in brands()]
    return {*filter(None, [*named, *own, urlsplit(settings.PUBLIC_URL).hostname or ""])}


def is_open_host(address: str) -> bool:
    """Whether an https address is on one of these hosts."""
    try:
        parts = urlsplit(address)
        is_plain = parts.username is None and parts.password is None and parts.port in (None, 443)
    except ValueError:
        return False
    return parts.scheme == "https" and is_plain and (parts.hostname or "") in hosts()


def article_slug_of(*, actor: Actor, title: str) -> str:
    """The slug of the one article with this title; empty if there is none, or several."""
    found = list(articles_visible(actor).filter(title__iexact=title).values_list("slug", flat=True)[:2])
    return found[0] if len(found) == 1 else ""


def redirect_ids(*, actor: Actor, brand_id: int | None, paths: list[str]) -> dict[str, int]:
    """The redirects of these paths, for a brand."""
    rows = redirects(actor=actor).filter(brand=brand_id, path__in=paths)
    return dict(rows.values_list("path", "pk"))
