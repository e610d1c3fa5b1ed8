"""Reads of runbooks: those of a ticket's category, and what became of their steps in it."""

from dataclasses import dataclass
from typing import Any

from django.db.models import F, Q

from core.actors import Actor
from core.errors import NotFound
from kb.audience import reader_of
from kb.models import Article, ArticleVersion, MarkState, RunbookMark
from kb.runbook import INTERNAL
from kb.selectors.articles import articles_visible
from tickets.models import Ticket
from tickets.selectors import ticket_get

AT_MOST = 5


@dataclass(frozen=True, slots=True)
class Runbook:
    """The published steps of one article."""

    article: Article
    version: int
    steps: list[dict[str, Any]]


@dataclass(frozen=True, slots=True)
class TicketRunbooks:
    """
    The runbooks of a ticket's category, with the marks of their steps by article and key.

    `earlier` are the marks of what is no step there any more: of another category, or of another version.
    """

    category: str
    runbooks: list[Runbook]
    marks: dict[tuple[int, str], RunbookMark]
    earlier: list[RunbookMark]


def runbooks_of(*, actor: Actor, category: str, brand_id: int | None) -> list[Runbook]:
    """
    What the actor may read for tickets of this category and brand, those of the brand alone first.

    Readers get the published version; customers and the assistant get none, whatever the article's audience.
    """
    if not category or not (actor.is_staff or actor.is_internal):
        return []
    articles = articles_visible(actor).published().originals()
    articles = articles.filter(audience__in=INTERNAL, product_area=category)
    if brand_id is not None:
        articles = articles.of_brand(brand_id)
    rows = ArticleVersion.objects.filter(article__in=articles, number=F("article__published_version"))
    rows = rows.exclude(runbook=[]).select_related("article").order_by("article__title", "article")
    found = [
        Runbook(row.article, row.number, row.runbook) for row in rows.defer("body_html", "body_markdown")
    ]
    return sorted(found, key=lambda one: not one.article.brand_ids)[:AT_MOST]


def runbook_articles(*, actor: Actor) -> list[Article]:
    """The articles with a published runbook that the actor may read, by title."""
    articles = articles_visible(actor).published().originals().filter(audience__in=INTERNAL)
    rows = ArticleVersion.objects.filter(article__in=articles, number=F("article__published_version"))
    return list(
        Article.objects.filter(pk__in=rows.exclude(runbook=[]).values("article"))
        .exclude(product_area="")
        .order_by("published_title", "pk")
    )


def runbook_get(*, actor: Actor, article_id: int) -> Runbook:
    """The published runbook of one article; raises NotFound if the actor may not read it."""
    article = articles_visible(actor).published().originals().filter(
        pk=article_id, audience__in=INTERNAL
    ).first()  # fmt: skip
    if article is not None and (actor.is_staff or actor.is_internal):
        row = ArticleVersion.objects.filter(article=article, number=article.published_version or 0).first()
        if row is not None and row.runbook:
            return Runbook(article, row.number, row.runbook)
    raise NotFound("There is no such runbook.")


def ticket_runbooks(*, actor: Actor, ticket_id: int) -> TicketRunbooks:
    """What the side of a ticket shows; raises NotFound for a ticket that the actor may not see."""
    ticket = ticket_get(actor=actor, ticket_id=ticket_id)
    found = runbooks_of(actor=actor, category=ticket.product_area, brand_id=ticket.brand_id)
    marks = {(mark.article_id, mark.step_key): mark for mark in _marks(actor, ticket)}
    shown = {(one.article.pk, step["key"]) for one in found for step in one.steps}
    return TicketRunbooks(
        category=ticket.product_area,
        runbooks=found,
        marks={(key[0], key[1]): mark for key, mark in marks.items() if key[0] is not None and key in shown},
        earlier=[mark for key, mark in marks.items() if key not in shown and mark.state != MarkState.OPEN],
    )


def _marks(actor: Actor, ticket: Ticket) -> list[RunbookMark]:
    rows = RunbookMark.objects.filter(ticket=ticket.pk).select_related("by").order_by("at", "pk")
    if not actor.is_internal:
        keys = list(reader_of(actor).keys)
        theirs = Q(article__in=articles_visible(actor))
        rows = rows.filter(theirs | Q(article=None, audience_keys__overlap=keys))
    return list(rows)
