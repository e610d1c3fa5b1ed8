"""Gaps, what articles come to, and coverage, as the API shows them."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from assistant.api.rendering import rounded
from assistant.models import Gap
from assistant.selectors.gaps import EVIDENCE, Effect, Figures, Sight
from assistant.selectors.outcomes import GOOD, Category, Outcome
from tickets.rendering import stamp

CSV_HEAD = (
    "gap", "title", "kind", "state", "owner", "article", "tickets", "replies", "minutes", "cost", "currency",
    "last", "numbers",
)  # fmt: skip
OUTCOME_HEAD = (
    "article", "title", "owner", "product_area", "views", "known_readings", "followed_by_ticket",
    "without_ticket", "helpful", "votes", "cited", "escalated", "corrected",
)  # fmt: skip


def _money(value: Any) -> str | None:
    return None if value is None else f"{value:.2f}"


def figures_json(figures: Figures) -> dict[str, Any]:
    """The installation's own figures."""
    return {
        "cost_per_ticket": _money(figures.cost_per_ticket),
        "minutes_per_reply": figures.minutes_per_reply,
        "currency": figures.currency,
    }


def gap_row(sight: Sight, titles: Mapping[int, str]) -> dict[str, Any]:
    """A gap in a list; `titles` are of the articles that one may see."""
    gap = sight.gap
    article = gap.article if gap.article_id in titles else None
    return {
        "id": gap.pk,
        "version": gap.version,
        "title": sight.title,
        "kind": sight.kind,
        "state": gap.state,
        "reason": gap.reason,
        "owner": None if gap.owner is None else {"id": gap.owner.pk, "name": gap.owner.name},
        "article": None
        if article is None
        else {"id": article.pk, "title": article.title, "status": article.status},
        "tickets": sight.tickets,
        "replies": sight.replies,
        "minutes": sight.minutes,
        "cost": _money(sight.cost),
        "last_at": stamp(sight.last_at),
    }


def gap_json(
    sight: Sight,
    *,
    titles: Mapping[int, str],
    subjects: Mapping[int, str],
    searches: Sequence[tuple[str, int, int]],
    effect: tuple[Effect, Effect] | None,
) -> dict[str, Any]:
    """A gap with its evidence; `subjects` are of the tickets that one may see."""
    gap = sight.gap
    evidence = [
        {
            "number": row.ticket_id,
            "subject": subjects[row.ticket_id],
            "question": row.question,
            "kind": row.kind,
            "reason": row.reason,
            "article": _named(row.article_id, titles),
            "asked_at": stamp(row.asked_at),
        }
        for row in sight.rows
        if row.ticket_id in subjects
    ]
    seen = {row.ticket_id for row in sight.rows}
    quotes = [quote for quote in gap.drafted.get("quotes", []) if quote["ticket"] in seen]
    return gap_row(sight, titles) | {
        "evidence": evidence[:EVIDENCE],
        "searches": [
            {"query": query, "count": count, "followed": followed} for query, count, followed in searches
        ],
        "drafted_by": gap.drafted.get("engine", ""),
        "quotes": quotes,
        "trial": _trial(gap, seen),
        "effect": None if effect is None else _effect(gap, *effect),
    }


def _named(article_id: int | None, titles: Mapping[int, str]) -> dict[str, Any] | None:
    known = article_id is not None and article_id in titles
    return {"id": article_id, "name": titles[article_id]} if known and article_id is not None else None


def _trial(gap: Gap, seen: set[int]) -> dict[str, Any] | None:
    trial = gap.trial
    if not trial:
        return None
    items = [
        {name: one[name] for name in ("ticket", "is_found", "is_cited", "outcome")}
        for one in trial.get("items", [])
        if one["ticket"] in seen
    ]
    article = gap.article
    at = trial.get("at")
    return {
        "state": trial["state"],
        "at": None if at is None else stamp(datetime.fromisoformat(at)),
        "is_current": article is not None and article.content_version == trial.get("article_version"),
        "tried": len(items),
        "found": sum(one["is_found"] for one in items),
        "answered": sum(one["is_cited"] for one in items),
        "items": items,
    }


def _effect(gap: Gap, before: Effect, after: Effect) -> dict[str, Any]:
    return {
        "before": {"contained": before.contained, "asked": before.asked},
        "after": {"contained": after.contained, "asked": after.asked},
        "since": stamp(gap.done_at),
    }


def gap_line(sight: Sight, titles: Mapping[int, str], currency: str) -> tuple[object, ...]:
    """A gap as a line of a table."""
    row = gap_row(sight, titles)
    article = row["article"]
    return (
        row["id"], row["title"], row["kind"], row["state"], row["owner"]["name"] if row["owner"] else "",
        article["title"] if article else "", row["tickets"], row["replies"], row["minutes"], row["cost"],
        currency, row["last_at"], " ".join(str(one.ticket_id) for one in sight.rows),
    )  # fmt: skip


def outcome_json(one: Outcome) -> dict[str, Any]:
    """What became of an article."""
    article, reading = one.article, one.reading
    return {
        "article": {"id": article.pk, "name": article.title},
        "status": article.status,
        "owner": None if article.owner is None else {"id": article.owner.pk, "name": article.owner.name},
        "product_area": article.product_area,
        "views": reading.views,
        "known": reading.known,
        "followed": reading.followed,
        "without_ticket": reading.without_ticket,
        "follow_up": rounded(one.follow_up),
        "helpful": reading.helpful,
        "voted": reading.voted,
        "helpful_share": rounded(one.helpful),
        "cited": one.cited,
        "escalated": one.escalated,
        "corrected": one.corrected,
        "needs_work": one.needs_work,
    }


def outcome_line(one: Outcome) -> tuple[object, ...]:
    """What became of an article, as a line of a table."""
    told = outcome_json(one)
    names = (
        "product_area", "views", "known", "followed", "without_ticket", "helpful", "voted", "cited",
        "escalated", "corrected",
    )  # fmt: skip
    owner = told["owner"]["name"] if told["owner"] else ""
    return (one.article.pk, one.article.title, owner, *(told[name] for name in names))


def coverage_json(found: Sequence[Category]) -> dict[str, Any]:
    """The categories of tickets with their articles."""
    covered = sum(one.articles > 0 for one in found)
    return {
        "covered": covered,
        "areas": len(found),
        "share": round(covered / len(found), 4) if found else None,
        "good_from": GOOD,
        "results": [
            {"area": one.area, "tickets": one.tickets, "articles": one.articles, "gap_id": one.gap_id}
            for one in found
        ],
    }
