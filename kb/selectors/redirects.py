"""Reads of old addresses: where they lead, and which were asked for in vain."""

import re
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Q, QuerySet

from core.actors import Actor
from core.errors import NotFound
from kb.audience import ANONYMOUS
from kb.models import MissedPath, Redirect
from kb.old_paths import forms_of, path_of
from kb.rendering import article_path
from kb.selectors.articles import articles_visible, help_articles
from people.models import Brand
from people.policy import require
from people.selectors import brands

VERB = "article.publish"
MAX_HOPS = 10
"""Redirects one behind the other that are followed in thought; more are taken for a circle."""
_HELP = re.compile(r"/help/([^/]+)(?:/|$)")


def redirects(*, actor: Actor, brand_id: int | None = None, text: str = "") -> QuerySet[Redirect]:
    """Old addresses, those of one brand and of all brands with `brand_id`. Raises Forbidden."""
    require(actor, VERB)
    seen = Q(article=None) | Q(article__in=articles_visible(actor).values("pk"))
    found = Redirect.objects.select_related("brand", "article").filter(seen)
    found = found.filter(of_brand(brand_id))
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

    Never to an article that is not open to everybody here, nor to a host that is none of ours any more, nor
    in a circle: what was right when it was written becomes one when a domain moves here.
    """
    first = found = _leading(brand, path)
    seen: set[tuple[int, int]] = set()
    while found is not None:
        row, target = found
        if (brand.pk, row.pk) in seen or len(seen) == MAX_HOPS:
            return None
        seen.add((brand.pk, row.pk))
        place = None if _is_page(row) else place_of(brand, target)
        if place is None:
            break
        brand = place[0]
        found = _leading(*place)
    return first


def place_of(brand: Brand, target: str) -> tuple[Brand, str] | None:
    """
    The help center and the path in it that an address is, read from the pages of `brand`; None for what is
    at none of our hosts, or is no path that a redirect can have.
    """
    try:
        host = urlsplit(target).hostname or ""
    except ValueError:
        return None
    path = path_of(target)
    named = _HELP.match(path)
    by_slug = {one.slug: one for one in brands()}
    if host:
        at_home = next((one for one in by_slug.values() if one.host == host), None)
        if at_home is None and host != _own_host():
            return None
        found = at_home or (by_slug.get(named[1]) if named else None)
    else:
        found = by_slug.get(named[1], brand) if named else brand
    return (found, path) if found is not None and path else None


def _is_page(row: Redirect) -> bool:
    """Whether it leads to an article that is read here, where nothing leads on."""
    return row.article is not None and not row.article.origin_url


def _leading(brand: Brand, path: str) -> tuple[Redirect, str] | None:
    """The redirect that answers at a path of a brand, its own before that of all brands, and where to."""
    forms = forms_of(path)
    rows = Redirect.objects.select_related("article").filter(of_brand(brand.pk), path__in=forms)
    best = sorted(rows[:10], key=lambda row: (forms.index(row.path), row.brand_id is None))
    for row in best:
        if row.article is not None:
            readable = help_articles(reader=ANONYMOUS, brand=brand).filter(pk=row.article.pk)
            if readable.exists():
                return row, row.article.origin_url or article_path(row.article.slug, brand.slug)
        elif row.target.startswith("/") or is_open_host(row.target):
            return row, row.target
    return None


def of_brand(brand_id: int | None) -> Q:
    """Redirects that answer where those of this brand do; those of all brands do everywhere."""
    return Q() if brand_id is None else Q(brand=brand_id) | Q(brand=None)


def _own_host() -> str:
    return urlsplit(settings.PUBLIC_URL).hostname or ""


def hosts() -> set[str]:
    """The hosts that a redirect may lead to: the brands' sites and domains, and the workspace."""
    named = [urlsplit(brand.site_url).hostname or "" for brand in brands()]
    own = [brand.host for brand in brands()]
    return {*filter(None, [*named, *own, _own_host()])}


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
