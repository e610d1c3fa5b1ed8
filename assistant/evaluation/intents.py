"""How well messages with several intents at once are labelled."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from typing import Any

from assistant.engines.builtin.label_sets import PARTS, LabelSets
from assistant.evaluation.figures import share
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate intents`."""
    parser.add_argument(
        "--train", required=True, help='rows {"text", "intents"}; also "labels" or "label", a list'
    )
    parser.add_argument("--test", required=True, help="rows of the same form")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Train one head a label and label the test rows.

    Precision, recall and `micro_f1` count every label of every text alike; `exact` is the share of texts with
    exactly their labels. What the test rows say has no say in the limit.
    """
    train, test = rows_of(options["train"], "text"), rows_of(options["test"], "text")
    known, wanted = [_labels(row) for row in train], [_labels(row) for row in test]
    if len(train) < PARTS or not test or not any(known) or not any(wanted):
        raise Invalid(f"There must be at least {PARTS} training rows and one test row, with labels.")
    started = time.perf_counter()
    heads = LabelSets.fit([str(row["text"]) for row in train], known)
    trained = time.perf_counter() - started
    if not heads.labels:
        raise Invalid("Every label of the training rows stands there only once.")
    started = time.perf_counter()
    found = heads.predict([str(row["text"]) for row in test])
    took = (time.perf_counter() - started) * 1000 / len(test)
    return _figures(found, wanted) | {
        "labels": len(heads.labels),
        "by_sentences": heads.by_sentences is not None,
        "limit": (heads.by_sentences or heads.by_words).limit,
        "train_rows": len(train),
        "test_rows": len(test),
        "train_seconds": round(trained, 2),
        "ms_per_text": round(took, 3),
    }


def _figures(found: Sequence[frozenset[str]], wanted: Sequence[frozenset[str]]) -> dict[str, Any]:
    right = sum(len(one & other) for one, other in zip(found, wanted, strict=True))
    said, there = sum(map(len, found)), sum(map(len, wanted))
    several = [pair for pair in zip(found, wanted, strict=True) if len(pair[1]) > 1]
    return {
        "micro_f1": share(2 * right, said + there),
        "precision": share(right, said),
        "recall": share(right, there),
        "exact": share(sum(one == other for one, other in zip(found, wanted, strict=True)), len(found)),
        "recall_of_several": share(
            sum(len(one & other) for one, other in several), sum(len(other) for _, other in several)
        ),
    }


def _labels(row: Mapping[str, Any]) -> frozenset[str]:
    for name in ("intents", "labels", "label"):
        if name in row:
            value = row[name]
            listed = value if isinstance(value, list) else [] if value in (None, "") else [value]
            return frozenset(map(str, listed))
    raise Invalid(f"A row lacks its intents: {str(row['text'])[:60]}")


EVALUATION = Evaluation(
    help="how well messages with several intents are labelled",
    add_arguments=add_arguments,
    run=run,
    # For the encoders, which are started beside a database.
    tables=("kb",),
)
