"""What becomes of each wish of a message that has several: answered, left to a person by name, or lost."""

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from assistant import selectors
from assistant.evaluation.answers import loaded
from assistant.in_force import in_force
from assistant.next_step import Situation
from assistant.reading.intents import intents_of
from assistant.reading.mood import sentiment_of
from assistant.reading.sentences import content_words
from assistant.services.thinking import Question, Thought, think
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from tickets.clearance import NO_TICKET

NAMED = 0.6
"""The share of a wish's words that an open part must hold to name it."""


@dataclass(frozen=True, slots=True)
class Tried:
    """One message: how many of its wishes were met, named as open and lost, and what it cited beside them."""

    question: str
    is_for_people: bool
    has_answer: bool
    outcome: str
    right: int = 0
    named: int = 0
    lost: int = 0
    wrong: int = 0


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate several`."""
    parser.add_argument("--articles", required=True, help='rows {"id", "title", "body"}')
    parser.add_argument(
        "--questions",
        required=True,
        help='rows {"question", "wishes": [{"text", "article_ids"}]}; "whole": true for people alone',
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Send every message as a visitor would, and look for each of its wishes in what came of it.

    A wish is met if one of its articles is cited, and lost if something was said and neither an article nor
    the list of open questions names it. Of a message for people alone nothing may be said at all.
    """
    articles = rows_of(options["articles"], "id", "title", "body")
    rows = rows_of(options["questions"], "question", "wishes")
    if not articles or not rows:
        raise Invalid("There must be at least one article and one message.")
    names = loaded(articles)
    tried = [came_of(row, thought_of(str(row["question"])), names) for row in rows]
    mixed = [one for one in tried if one.has_answer and not one.is_for_people]
    return {
        "messages": len(tried),
        "with_an_answer": len(mixed),
        "answered": sum(one.outcome == "answered" for one in mixed),
        "in_part": sum(one.outcome == "in_part" for one in mixed),
        "whole_to_people": sum(one.outcome == "whole" for one in mixed),
        "wishes_answered": sum(one.right for one in tried),
        "wishes_named_open": sum(one.named for one in tried),
        "wishes_lost": sum(one.lost for one in tried),
        "wrong_articles": sum(one.wrong for one in tried),
        "for_people_alone": sum(one.is_for_people for one in tried),
        "for_people_alone_but_answered": sum(one.is_for_people and one.outcome != "whole" for one in tried),
        "each": {
            one.question: f"{one.outcome} {one.right}/{one.named}/{one.lost}/{one.wrong}" for one in tried
        },
    }


def thought_of(text: str) -> Thought:
    """What the assistant makes of a visitor's message at the threshold that ships."""
    held = selectors.boundaries_held(in_force(), text=text)
    return think(
        Question(
            text=text,
            reader=None,
            cleared=NO_TICKET,
            situation=Situation(
                intents=intents_of(text),
                boundaries=tuple(one.key for one in held),
                sentiment=sentiment_of(text).value,
            ),
        )
    )


def came_of(row: Mapping[str, Any], thought: Thought, names: Mapping[int, str]) -> Tried:
    """A message's wishes, held against what was said."""
    wishes: Sequence[Mapping[str, Any]] = row["wishes"]
    sent = thought.answer if thought.decision.kind == "answer" else thought.part_answer
    base = Tried(
        str(row["question"]), bool(row.get("whole")), any(one["article_ids"] for one in wishes), "whole"
    )
    if sent is None:
        return base
    cited = {names.get(one.article_id, "") for one in sent.citations}
    right = [one for one in wishes if cited & set(one["article_ids"])]
    rest = [one for one in wishes if one not in right]
    named = sum(_is_named(str(one["text"]), sent.open_parts) for one in rest)
    return Tried(
        base.question,
        base.is_for_people,
        base.has_answer,
        "answered" if thought.decision.kind == "answer" else "in_part",
        right=len(right),
        named=named,
        lost=len(rest) - named,
        wrong=len(cited - {name for one in wishes for name in one["article_ids"]}),
    )


def _is_named(wish: str, open_parts: Sequence[str]) -> bool:
    words = set(content_words(wish))
    return any(len(words & set(content_words(part))) >= NAMED * len(words) for part in open_parts)


EVALUATION = Evaluation(
    help="what becomes of each wish of a message with several",
    add_arguments=add_arguments,
    run=run,
    tables=("kb", "assistant"),
)
