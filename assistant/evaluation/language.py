"""How often the language of a text is recognized, with and without context."""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assistant.evaluation.figures import share
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from core.languages import Surroundings, language_of

WORST = 10


def add_arguments(parser: ArgumentParser) -> None:
    """The file argument of `evaluate language`, and the context assumed for its rows."""
    parser.add_argument(
        "--rows", required=True, help='rows {"text", "language"} (or "label"); also "locale", "earlier"'
    )
    parser.add_argument("--locale", default="", help="of every row that names none, such as en-US")
    parser.add_argument("--served", default="", help="languages of articles and staff, such as en,de")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Judge every text as triage does.

    `macro` is the mean of the languages' accuracies; `confused` counts the commonest mistakes.
    """
    rows = rows_of(options["rows"], "text")
    if not rows or not all(row.get("language") or row.get("label") for row in rows):
        raise Invalid("There must be at least one row, and each must name its language.")
    served = tuple(filter(None, options["served"].split(",")))
    right: Counter[str] = Counter()
    total: Counter[str] = Counter()
    confused: Counter[str] = Counter()
    sure: list[tuple[float, bool]] = []
    started = time.perf_counter()
    for row in rows:
        wanted = str(row.get("language") or row["label"])[:2].lower()
        earlier = row.get("earlier") or ()
        around = Surroundings(
            earlier=tuple(map(str, earlier)),
            locale=str(row.get("locale") or options["locale"]),
            served=served,
        )
        code, certainty = language_of(str(row["text"]), around)
        total[wanted] += 1
        right[wanted] += code == wanted
        sure.append((certainty, code == wanted))
        if code != wanted:
            confused[f"{wanted} as {code}"] += 1
    took = (time.perf_counter() - started) * 1000 / len(rows)
    claimed = [is_right for certainty, is_right in sure if certainty >= 0.6]
    return {
        "rows": len(rows),
        "accuracy": share(sum(right.values()), len(rows)),
        "macro": round(sum(right[code] / total[code] for code in total) / len(total), 4),
        "accuracy_of_what_is_sure": share(sum(claimed), len(claimed)),
        "sure": share(len(claimed), len(rows)),
        "languages": {code: {"rows": total[code], "right": right[code]} for code in sorted(total)},
        "confused": dict(confused.most_common(WORST)),
        "ms_per_text": round(took, 3),
    }


EVALUATION = Evaluation(
    help="how often the language of a text is recognised",
    add_arguments=add_arguments,
    run=run,
)
