"""The JSON forms of quality."""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from people.models import User
from quality.drift import CLOSE, LEAST_USUAL, PAST, PLAIN, RECENT, Watch
from quality.models import Comment, Former, Origin, Review, RubricVersion, Score
from quality.rubric import Criterion, Rubric, content_of, read_rubric
from quality.selectors.coaching import FEW, Coaching, Team
from quality.selectors.drifting import Changed, Standing, Week
from quality.selectors.reviews import Spoken, Tally, Whole, final_of
from quality.selectors.rules import InForce


def _person(user: User | None) -> dict[str, Any] | None:
    return {"id": user.pk, "name": user.name} if user is not None else None


def _stamp(at: datetime | None) -> str | None:
    return at.isoformat() if at is not None else None


def row_json(row: Review) -> dict[str, Any]:
    """A review of a list."""
    ticket = row.ticket
    return {
        "id": row.pk,
        "number": row.ticket_id,
        "subject": ticket.subject,
        "requester": ticket.requester.name,
        "company": ticket.company.name if ticket.company is not None else "",
        "side": row.side,
        "person": _person(row.person),
        "category": row.category,
        "channel": row.channel,
        "ended_at": row.ended_at.isoformat(),
        "week": row.week.isoformat(),
        "sample": row.sample,
        "risks": row.risks,
        "reviewed_by": _person(row.reviewed_by),
        "reviewed_at": _stamp(row.reviewed_at),
    }


def review_json(whole: Whole, *, asks_model: bool) -> dict[str, Any]:
    """A review with everything."""
    row = whole.row
    return row_json(row) | {
        "score": whole.overall,
        "rules_version": row.rules_version,
        "criteria": _criteria_json(whole.rubrics[row.rules_version], whole.scores),
        "to_score": {
            "rules_version": whole.force.version,
            "criteria": _criteria_json(whole.force.rubric, whole.scores),
        }
        if whole.may_review
        else None,
        "former": [_former_json(one, whole.rubrics[one.rules_version]) for one in whole.former],
        "spoken": [_spoken_json(one) for one in whole.spoken],
        "comments": [comment_json(one) for one in whole.comments],
        "asks_model": asks_model and row.judge_at is not None,
        "may_review": whole.may_review,
        "may_comment": True,
        "told": [_person(one) for one in whole.told],
        "version": row.version,
    }


def _rule_json(one: Criterion) -> dict[str, Any]:
    return {
        "key": one.key,
        "weight": one.weight,
        "name": one.name,
        "about": one.about,
        "levels": list(one.levels),
    }


def _criteria_json(rubric: Rubric, scores: Mapping[str, Mapping[str, Score]]) -> list[dict[str, Any]]:
    return [_criterion_json(one, scores.get(one.key, {})) for one in rubric.criteria]


def _former_json(one: Former, rubric: Rubric) -> dict[str, Any]:
    return {
        "by": _person(one.by),
        "at": one.at.isoformat(),
        "replaced_at": one.replaced_at.isoformat(),
        "rules_version": one.rules_version,
        "score": one.total,
        "given": [
            _rule_json(rule) | {"level": one.levels[rule.key], "note": one.notes.get(rule.key, "")}
            for rule in rubric.criteria
            if rule.key in one.levels
        ],
    }


def _criterion_json(one: Criterion, scores: Mapping[str, Score]) -> dict[str, Any]:
    return _rule_json(one) | {
        "facts": _score_json(scores.get(Origin.FACTS)),
        "model": _score_json(scores.get(Origin.MODEL)),
        "by_person": _score_json(scores.get(Origin.PERSON)),
        "level": final_of(scores),
    }


def _score_json(score: Score | None) -> dict[str, Any] | None:
    if score is None:
        return None
    return {
        "level": score.level,
        "why": score.why,
        "note": score.note,
        "quotes": score.quotes,
        "engine": score.engine,
        "by": _person(score.by),
        "at": score.at.isoformat(),
        "rules_version": score.rules_version,
    }


def _spoken_json(one: Spoken) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "at": one.at.isoformat(),
        "author_kind": one.author_kind,
        "author": one.author,
        "text": one.text,
        "score": one.score,
    }


def comment_json(one: Comment) -> dict[str, Any]:
    """A comment."""
    return {"id": one.pk, "by": _person(one.by), "text": one.text, "at": one.at.isoformat()}


def _tallies(tallies: Mapping[str, Tally]) -> list[dict[str, Any]]:
    return [
        {
            "criterion": key,
            "levels": list(one.levels),
            "unjudged": one.unjudged,
            "by_person": one.by_person,
            "mean": one.mean(FEW),
        }
        for key, one in tallies.items()
    ]


def coaching_json(found: Coaching) -> dict[str, Any]:
    """The scores of somebody."""
    return {
        "person": _person(found.person),
        "since": found.since.isoformat(),
        "conversations": found.conversations,
        "drawn": found.drawn,
        "reviewed": found.reviewed,
        "criteria": [
            _rule_json(one) | {"is_in_force": one.key in found.force.rubric.keys} for one in found.criteria
        ],
        "sampled": _tallies(found.sampled),
        "facts": _tallies(found.facts),
        "results": [
            row_json(row) | {"comments": [comment_json(one) for one in found.comments.get(row.pk, [])]}
            for row in found.rows
        ],
    }


def team_json(found: Team) -> dict[str, Any]:
    """Everybody by name."""
    return {
        "people": [
            {
                "person": _person(one.user),
                "conversations": one.conversations,
                "drawn": one.drawn,
                "reviewed": one.reviewed,
            }
            for one in found.people
        ],
        "agreements": [
            {"criterion": one.criterion, "same": one.same, "lower": one.lower, "higher": one.higher}
            for one in found.agreements
        ],
        "draws": [
            {
                "week": one.week.isoformat(),
                "seed": one.seed,
                "each": one.each,
                "risky": one.risky,
                "candidates": one.candidates,
                "drawn_at": one.drawn_at.isoformat(),
            }
            for one in found.draws
        ],
    }


def rubric_json(force: InForce, versions: Iterable[RubricVersion]) -> dict[str, Any]:
    """The rubric in force."""
    return {
        "version": force.version,
        "by": force.by_name,
        "created_at": _stamp(force.created_at),
        "content": _content_json(force.rubric),
        "versions": [
            {
                "version": row.version,
                "by": row.by_name,
                "created_at": row.created_at.isoformat(),
                "content": _content_json(read_rubric(row.content)),
            }
            for row in versions
        ],
    }


def _content_json(rubric: Rubric) -> dict[str, Any]:
    return content_of(rubric) | {"criteria": [_rule_json(one) for one in rubric.criteria]}


def drift_json(found: Iterable[Standing], changes: Iterable[Changed], *, now: datetime) -> dict[str, Any]:
    """Every measure of every category and segment."""
    return {
        "as_of": now.isoformat(),
        "recent_days": RECENT.days,
        "usual_days": PAST.days,
        "least_usual": LEAST_USUAL,
        "close": _watch_json(CLOSE),
        "plain": _watch_json(PLAIN),
        "results": [_standing_json(one) for one in found],
        "changes": changes_json(changes),
    }


def _watch_json(watch: Watch) -> dict[str, Any]:
    return {"odds": watch.odds, "alarms_a_year": watch.alarms_a_year}


def _standing_json(one: Standing) -> dict[str, Any]:
    row = one.row
    return {
        "scope": one.scope[0],
        "value": one.scope[1],
        "measure": one.measure,
        "is_close": one.is_close,
        "has_fallen": row.has_fallen,
        "since": _stamp(row.since),
        "bad": row.bad,
        "all": row.all,
        "usual_bad": row.usual.bad,
        "usual_all": row.usual.all,
        "sum": round(row.sum, 2),
        "limit": None if row.limit is None else round(row.limit, 2),
    }


def changes_json(changes: Iterable[Changed]) -> list[dict[str, Any]]:
    """What was changed."""
    return [
        {"at": one.at.isoformat(), "what": one.what, "name": one.name, "by": one.by, "id": one.id}
        for one in changes
    ]


def weeks_json(weeks: Iterable[Week], changes: Iterable[Changed]) -> dict[str, Any]:
    """A measure by week."""
    return {
        "weeks": [{"begins": one.begins.isoformat(), "bad": one.bad, "all": one.all} for one in weeks],
        "changes": changes_json(changes),
    }
