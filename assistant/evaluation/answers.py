"""What the assistant would have told customers: right, wrong, or handed over."""

import json
import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assistant import selectors
from assistant.engines.builtin.confidence import threshold as shipped_threshold
from assistant.engines.protocol import Turn
from assistant.evaluation.figures import area_under_curve, calibration_error, share
from assistant.in_force import in_force
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.reading.mood import sentiment_of
from assistant.services.thinking import Question, think
from core import clock
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from kb.services.loading import articles_load
from tickets.clearance import NO_TICKET

CURVE = [round(step / 20, 2) for step in range(20)]
_ROLES = {"user": "customer", "customer": "customer", "agent": "agent", "assistant": "assistant"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One question: the answer's confidence (0 without an answer), and whether it was right."""

    question: str
    group: str
    is_answerable: bool
    confidence: float
    is_right: bool
    decision: str
    cited: tuple[str, ...]
    features: Mapping[str, float]
    sure: float = 0.0
    """The confidence whatever was decided."""


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate answers`."""
    parser.add_argument("--articles", required=True, help='rows {"id", "title", "body"}')
    parser.add_argument(
        "--questions", required=True, help='rows {"question", "article_ids"}; an empty list: not answerable'
    )
    parser.add_argument(
        "--features", help="also write a row for each question here, for `evaluate confidence`"
    )
    parser.add_argument("--failures", help="also write the questions that went wrong here")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Ask every question as a visitor would, through the product's own path from boundaries to decision.

    An answer is right if the first article it cites is one of the question's; an answer to a question that no
    article answers is always wrong.
    """
    articles = rows_of(options["articles"], "id", "title", "body")
    questions = rows_of(options["questions"], "question", "article_ids")
    if not articles or not questions:
        raise Invalid("There must be at least one article and one question.")
    names = loaded(articles)
    started = time.perf_counter()
    tried = [asked(row, names) for row in questions]
    took = (time.perf_counter() - started) * 1000 / len(tried)
    if options.get("features"):
        _write(options["features"], [_row(one) for one in tried if one.features])
    limit = shipped_threshold()
    if options.get("failures"):
        _write(options["failures"], [_row(one) for one in tried if _went_wrong(one, limit)])
    figures = _at(tried, limit)
    sure = [one for one in tried if one.decision == "answer"]
    auroc = area_under_curve([one.confidence for one in sure], [one.is_right for one in sure])
    return figures | {
        "questions": len(tried),
        "answerable": sum(one.is_answerable for one in tried),
        "threshold": limit,
        "calibration_error": round(
            calibration_error([one.confidence for one in sure], [one.is_right for one in sure]), 4
        ),
        "auroc": None if auroc is None else round(auroc, 4),
        "ms_per_question": round(took, 2),
        "groups": {
            name: _at([one for one in tried if one.group == name], limit)
            for name in dict.fromkeys(one.group for one in tried)
        },
        "curve": [{"threshold": step} | _at(tried, step) for step in CURVE],
    }


def loaded(articles: Sequence[Mapping[str, Any]]) -> dict[int, str]:
    """The rows' ids by those of the articles that were made from them."""
    ids = articles_load(articles, now=clock.now())
    return dict(zip(ids, (str(row["id"]) for row in articles), strict=True))


def asked(row: Mapping[str, Any], names: Mapping[int, str]) -> Tried:
    """What becomes of a question, from boundaries to decision."""
    text = str(row["question"])
    history = [turn for item in row.get("history") or () if (turn := _turn(item)) is not None]
    held = selectors.boundaries_held(in_force(), text=text)
    thought = think(
        Question(
            text=text,
            reader=None,
            cleared=NO_TICKET,
            situation=Situation(
                intents=intents_of(text),
                boundaries=tuple(one.key for one in held),
                sentiment=sentiment_of(text).value,
                has_history=bool(history),
                max_answers=1000,
            ),
            history=history,
            threshold=0.0,
        )
    )
    wanted = {str(name) for name in row["article_ids"]}
    answer = thought.answer
    cited = names.get(answer.citations[0].article_id, "") if answer and answer.citations else ""
    return Tried(
        question=text,
        group=str(row.get("group") or ("answerable" if wanted else "not_answerable")),
        is_answerable=bool(wanted),
        confidence=answer.confidence if answer is not None and thought.decision.kind == "answer" else 0.0,
        is_right=cited in wanted,
        decision=thought.decision.kind,
        cited=tuple(f"{one.title} > {one.heading}" for one in answer.citations) if answer else (),
        features=answer.features if answer is not None else {},
        sure=answer.confidence if answer is not None else 0.0,
    )


def _turn(item: Any) -> Turn | None:
    if isinstance(item, Mapping):
        role, text = item.get("role"), item.get("text") or item.get("content")
    elif isinstance(item, Sequence) and not isinstance(item, str) and len(item) == 2:
        role, text = item
    else:
        return None
    return Turn(_ROLES.get(str(role), "agent"), str(text)) if text else None


def _is_answered(one: Tried, limit: float) -> bool:
    return one.decision == "answer" and one.confidence >= limit


def _went_wrong(one: Tried, limit: float) -> bool:
    if _is_answered(one, limit):
        return not one.is_right
    return one.is_answerable


def _at(tried: Sequence[Tried], limit: float) -> dict[str, Any]:
    answered = [one for one in tried if _is_answered(one, limit)]
    right = sum(one.is_right for one in answered)
    answerable = sum(one.is_answerable for one in tried)
    return {
        "answered": len(answered),
        "right": right,
        "wrong": len(answered) - right,
        "handed_over": len(tried) - len(answered),
        "precision": share(right, len(answered)),
        "answered_of_answerable": share(right, answerable),
    }


def _row(one: Tried) -> dict[str, Any]:
    return {
        "question": one.question,
        "group": one.group,
        "confidence": round(one.confidence, 4),
        "decision": one.decision,
        "cited": list(one.cited),
        "is_answerable": one.is_answerable,
        "is_right": one.is_right,
        "features": {name: round(value, 5) for name, value in one.features.items()},
    }


def _write(path: str, rows: Sequence[Mapping[str, Any]]) -> None:
    Path(path).write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


EVALUATION = Evaluation(
    help="how often the assistant answers rightly, wrongly, or hands over",
    add_arguments=add_arguments,
    run=run,
    tables=("kb", "assistant"),
)
