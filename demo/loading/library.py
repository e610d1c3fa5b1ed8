"""The help articles of the demo, written and published as their owners would."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import Any

from core.actors import SYSTEM, Actor
from demo.articles import ArticleText
from demo.loading.customers import Customers
from demo.loading.staff import Organization
from demo.story import Citation
from kb.models import Article
from kb.rendering import article_path
from kb.services import article_create, article_review, passages_embed
from people.policy import may

FIRST_REVIEW = timedelta(days=170)
PAGES = {
    "exports": ("/settings/destinations",),
    "access": ("/settings/people", "/settings/sign-in"),
    "billing": ("/settings/billing",),
    "dashboards": ("/dashboards",),
    "funnels": ("/funnels",),
    "events": ("/settings/sources",),
    "alerts": ("/alerts",),
    "api": ("/settings/api-keys",),
    "privacy": ("/settings/privacy",),
}


@dataclass(frozen=True)
class Library:
    """Published articles by slug, with what was written in them."""

    articles: dict[str, Article]
    texts: dict[str, ArticleText]

    def citation(self, citation: Citation, brand_slug: str) -> dict[str, Any]:
        """A citation as an answer carries it."""
        article, text = self.articles[citation.slug], self.texts[citation.slug]
        return {
            "article_id": article.pk,
            "title": article.title,
            "url": article_path(article.slug, brand_slug),
            "quote": text.passage(citation.heading),
            "heading": citation.heading,
        }


def load_library(
    texts: Sequence[ArticleText], *, organization: Organization, customers: Customers, now: datetime
) -> Library:
    """Write and publish all articles, with their reviews and what readers said; then index them."""
    articles = {}
    for text in texts:
        actor = _author(text, organization)
        reviewed_at = now - timedelta(days=text.reviewed_days_ago)
        article = article_create(
            actor=actor,
            values=_values(text, organization=organization, customers=customers),
            now=reviewed_at - FIRST_REVIEW,
        )
        articles[text.slug] = article_review(actor=actor, article_id=article.pk, now=reviewed_at)
        _note_readers(articles[text.slug], text)
    while passages_embed(now=now):
        pass
    return Library(articles=articles, texts={text.slug: text for text in texts})


def _author(text: ArticleText, organization: Organization) -> Actor:
    key = text.owner.partition("@")[0]
    actor = organization.actors.get(key)
    if actor is not None and may(actor, "article.publish"):
        return actor
    # What only a team may read is published by nobody outside of it.
    return SYSTEM if text.audience == "teams" else organization.actors["elena"]


def _values(text: ArticleText, *, organization: Organization, customers: Customers) -> dict[str, Any]:
    values: dict[str, Any] = {
        "title": text.title,
        "slug": text.slug,
        "status": "published",
        "body": text.body,
        "audience": text.audience,
        "brand_ids": [organization.brands[slug].pk for slug in text.brands],
        "product_area": text.product_area,
        "page_paths": list(PAGES.get(text.product_area, ())),
        "owner_id": organization.users[text.owner.partition("@")[0]].pk,
        "tags": list(text.tags),
        "review_interval_days": text.review_interval_days,
        "runbook": list(text.runbook),
    }
    if text.segments:
        values["segments"] = list(text.segments)
    if text.companies:
        by_domain = {company.domain: company.pk for company in customers.companies.values()}
        values["company_ids"] = [by_domain[domain] for domain in text.companies]
    if text.teams:
        values["team_ids"] = [organization.teams[slug].pk for slug in text.teams]
    return values


def _note_readers(article: Article, text: ArticleText) -> None:
    """Figures of the past three months; internal articles have no readers who vote."""
    if not text.is_for_customers:
        return
    rng = Random(f"readers:{text.slug}")
    votes = rng.randint(18, 140)
    helpful = round(votes * rng.uniform(0.48, 0.94))
    Article.objects.filter(pk=article.pk).update(
        view_count=votes * rng.randint(6, 14), helpful_count=helpful, unhelpful_count=votes - helpful
    )
