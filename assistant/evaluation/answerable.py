"""How well the assistant's confidence tells questions with an answer from those without."""

from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

from assistant.evaluation import answers
from assistant.evaluation.figures import area_under_curve
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate answerable`."""
    parser.add_argument("--articles", required=True, help='rows {"id", "title", "body"}')
    parser.add_argument(
        "--questions",
        required=True,
        help='rows {"question", "article_ids"}; none: no answer; "group" tells kinds of these apart',
    )


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Ask every question as a visitor would.

    `auroc` is the chance that a question with an answer gets more confidence than one without, in all and for
    each group of those without.
    """
    articles = rows_of(options["articles"], "id", "title", "body")
    questions = rows_of(options["questions"], "question", "article_ids")
    wanted = [bool(row["article_ids"]) for row in questions]
    if not articles or all(wanted) or not any(wanted):
        raise Invalid("There must be articles, and questions with and without an answer.")
    names = answers.loaded(articles)
    tried = [answers.asked(row, names) for row in questions]
    groups = {one.group for one in tried if not one.is_answerable}
    return {
        "questions": len(tried),
        "answerable": sum(wanted),
        "auroc": _auroc(tried, groups),
        "groups": {name: _auroc(tried, {name}) for name in sorted(groups)},
    }


def _auroc(tried: list[answers.Tried], groups: set[str]) -> float | None:
    rows = [one for one in tried if one.is_answerable or one.group in groups]
    found = area_under_curve([one.sure for one in rows], [one.is_answerable for one in rows])
    return None if found is None else round(found, 4)


EVALUATION = Evaluation(
    help="how well confidence tells questions with an answer from those without",
    add_arguments=add_arguments,
    run=run,
    tables=("kb", "assistant"),
)
