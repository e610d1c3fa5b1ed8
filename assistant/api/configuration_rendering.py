"""The assistant's configuration, its test bench, its replays and what it costs, as the API shows them."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from assistant.comparing import Difference, differences
from assistant.configuration import Configuration, content_of, read_configuration
from assistant.curve import ENOUGH_JUDGED, Point
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.models import (
    BenchQuestion,
    ConfigurationDraft,
    ConfigurationVersion,
    Replay,
    ReplayItem,
)
from assistant.services.measuring import Measured, Spending
from assistant.services.trying import Tried
from tickets.rendering import stamp


def live_json(live: Configuration, row: ConfigurationVersion | None, *, today: date) -> dict[str, Any]:
    """The configuration in force."""
    return {
        "version": live.number,
        "note": row.note if row is not None else "",
        "by_name": row.by_name if row is not None else "",
        "created_at": stamp(row.created_at) if row is not None else None,
        "content": content_of(live),
        "builtin_boundaries": [one.key for one in live.boundaries if one.is_builtin],
        "reviews_due": [one.key for one in live.boundaries if one.is_review_due(today)],
        "shipped_threshold": shipped_threshold(),
    }


def draft_json(draft: ConfigurationDraft | None, live: Configuration) -> dict[str, Any]:
    """The draft with what it would change, or that there is none."""
    if draft is None:
        return {"draft": None}
    content = whole(draft.content)
    return {
        "draft": {
            "revision": draft.revision,
            "based_on": draft.based_on,
            "is_outdated": draft.based_on != live.number,
            "note": draft.note,
            "by_name": draft.by_name,
            "updated_at": stamp(draft.updated_at),
            "content": content,
            "differences": [difference_json(one) for one in differences(content_of(live), content)],
        }
    }


def whole(content: Mapping[str, Any]) -> dict[str, Any]:
    """A stored content with every part that this version of the program knows."""
    return content_of(read_configuration(content))


def difference_json(one: Difference) -> dict[str, Any]:
    """One difference."""
    return {
        "area": one.area,
        "kind": one.kind,
        "name": one.name,
        "field": one.field,
        "before": one.before,
        "after": one.after,
    }


def version_json(row: ConfigurationVersion, *, live: int, outcomes: Mapping[str, int]) -> dict[str, Any]:
    """A version in the list."""
    return {
        "version": row.version,
        "note": row.note,
        "by_name": row.by_name,
        "created_at": stamp(row.created_at),
        "restored": row.restored,
        "is_live": row.version == live,
        "outcomes": dict(outcomes),
    }


def tried_json(found: Tried) -> dict[str, Any]:
    """A question under both configurations."""
    return {
        "version": found.version,
        "type": found.labels.type,
        "product_area": found.labels.product_area,
        "live": found.live.to_json(),
        "draft": found.draft.to_json() if found.draft is not None else None,
    }


def bench_json(row: BenchQuestion) -> dict[str, Any]:
    """A kept question."""
    return {
        "id": row.pk,
        "question": row.question,
        "channel": row.channel,
        "segment": row.segment,
        "contact_id": row.contact_id,
        "expected": row.expected,
        "article_id": row.article_id,
        "ticket": row.ticket_id,
        "created_at": stamp(row.created_at),
    }


def replay_json(
    replay: Replay,
    counts: Mapping[str, Any],
    draft: ConfigurationDraft | None,
    *,
    live: int,
    uses_model: bool,
) -> dict[str, Any]:
    """A replay, as far as it has got."""
    return {
        "id": replay.pk,
        "state": replay.state,
        "why": replay.why,
        "live": replay.live,
        "is_current": draft is not None and draft.revision == replay.revision and replay.live == live,
        "total": replay.total,
        "done": replay.done,
        **counts,
        "spent_usd": float(replay.spent_usd),
        "limit_usd": float(replay.limit_usd),
        "uses_model": uses_model,
        "by_name": replay.by_name,
        "created_at": stamp(replay.created_at),
        "finished_at": stamp(replay.finished_at) if replay.finished_at else None,
    }


def item_json(item: ReplayItem) -> dict[str, Any]:
    """A question of a replay."""
    asked = item.bench.question if item.bench is not None else ""
    return {
        "position": item.position,
        "number": item.ticket_id,
        "bench_id": item.bench_id,
        "subject": item.ticket.subject if item.ticket is not None else asked,
        "is_changed": item.is_changed,
        "passed_before": item.passed_before,
        "passed_after": item.passed_after,
        "before": result_json(item.before),
        "after": result_json(item.after),
    }


def result_json(stored: Mapping[str, Any] | None) -> dict[str, Any]:
    """A stored result; one of a question that is gone says nothing else."""
    nothing: dict[str, Any] = {
        "outcome": "gone", "reason": "", "boundary": "", "label": "", "evidence": "", "text": "",
        "sources": [], "confidence": None, "threshold": None, "engine": "",
    }  # fmt: skip
    return nothing | dict(stored or {})


def curve_json(found: Measured) -> dict[str, Any]:
    """The curve, with what each threshold means in a month."""
    asked, reached = found.asked_a_month, found.reached_a_month
    return {
        "source": found.source,
        "judged": found.judged,
        "wrong": found.wrong,
        "needed": ENOUGH_JUDGED,
        "asked": found.asked,
        "asked_a_month": round(asked, 1),
        "has_own_volume": found.has_own_volume,
        "threshold": found.threshold,
        "points": [
            _point_json(one, reached) | {"handed_over_a_month": round(asked - one.answered * reached, 1)}
            for one in found.points
        ],
        "categories": [
            {
                "category": one.category,
                "judged": one.judged,
                "wrong": one.wrong,
                "points": [_point_json(point, found.a_month(one.reached)) for point in one.points],
            }
            for one in found.categories
        ],
    }


def _point_json(one: Point, reached: float) -> dict[str, Any]:
    return {
        "threshold": one.threshold,
        "answered": round(one.answered, 4),
        "wrong": round(one.wrong, 4),
        "wrong_low": round(one.wrong_low, 4),
        "wrong_high": round(one.wrong_high, 4),
        "answered_a_month": round(one.answered * reached, 1),
    }


def spending_json(found: Spending, *, since: date, until: date) -> dict[str, Any]:
    """What models cost."""
    return {
        "since": since.isoformat(),
        "until": until.isoformat(),
        "total_usd": float(found.total),
        "spent_usd_today": float(found.spent_today),
        "limit_usd": float(found.limit),
        "is_own_limit": found.is_own_limit,
        "is_spent": found.is_spent,
        "uses_model": found.uses_model,
        "results": [
            {
                "on": row.on.isoformat(),
                "capability": row.capability,
                "engine": row.engine,
                "calls": row.calls,
                "failures": row.failures,
                "input_tokens": row.input_tokens,
                "output_tokens": row.output_tokens,
                "cost_usd": float(row.cost_usd),
            }
            for row in found.rows
        ],
    }
