"""How well the product's text classifier labels, and how well it knows what it does not know."""

import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping
from typing import Any

from assistant.engines.builtin.classifier import TextClassifier
from assistant.engines.builtin.meaning import meanings
from assistant.engines.builtin.scoring import OUT_OF_SCOPE
from assistant.evaluation.figures import area_under_curve, calibration_error, share
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate triage`."""
    parser.add_argument("--train", required=True, help='rows {"text", "label"}; label "oos": out of scope')
    parser.add_argument("--test", required=True, help="rows of the same form")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Train exactly as the product does, then label the test rows.

    A refused in-scope text counts as wrong in `in_scope_accuracy`; `selective_accuracy` is the accuracy on
    texts that were not refused, with out-of-scope ones counted as wrong; `coverage` is the share not refused.
    The threshold comes from the training rows alone.
    """
    train = rows_of(options["train"], "text", "label")
    test = rows_of(options["test"], "text", "label")
    counts = Counter(str(row["label"]) for row in train if row["label"] != OUT_OF_SCOPE)
    if len(counts) < 2 or not test:
        raise Invalid("There must be at least two labels in the training rows, and one test row.")
    meanings(["Load the vectors before the clock starts."])
    started = time.perf_counter()
    classifier = TextClassifier.fit([str(row["text"]) for row in train], [str(row["label"]) for row in train])
    trained = time.perf_counter() - started
    started = time.perf_counter()
    found = classifier.predict([str(row["text"]) for row in test])
    took = (time.perf_counter() - started) * 1000 / len(test)

    labels = [str(row["label"]) for row in test]
    inside = [label != OUT_OF_SCOPE for label in labels]
    right = [guess.label == label for guess, label in zip(found, labels, strict=True)]
    kept = [not guess.is_refused for guess in found]
    accepted = sum(kept)
    auroc = area_under_curve([guess.in_scope for guess in found], inside)
    return {
        "in_scope_accuracy": share(sum(r and k for r, k in zip(right, kept, strict=True)), sum(inside)),
        "oos_recall": (
            share(sum(not i and not k for i, k in zip(inside, kept, strict=True)), len(inside) - sum(inside))
            if not all(inside)
            else None
        ),
        "oos_auroc": None if auroc is None else round(auroc, 4),
        "coverage": share(accepted, len(test)),
        "selective_accuracy": share(sum(r and k for r, k in zip(right, kept, strict=True)), accepted),
        "calibration_error": round(calibration_error([guess.confidence for guess in found], right), 4),
        "train_seconds": round(trained, 2),
        "ms_per_text": round(took, 3),
        "accuracy_without_refusals": share(sum(right), sum(inside)),
        "threshold": round(classifier.threshold, 4),
        "labels": len(counts),
        "train_rows": len(train),
        "test_rows": len(test),
    }


EVALUATION = Evaluation(
    help="how well messages are labelled, and how well what fits no label is recognised",
    add_arguments=add_arguments,
    run=run,
    # For the encoders, which are started beside a database.
    tables=("kb",),
)
