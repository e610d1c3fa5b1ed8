"""How well texts that give the machine instructions are told from what customers write."""

import time
from argparse import ArgumentParser
from collections.abc import Mapping
from typing import Any

import numpy as np

from assistant.evaluation.figures import area_under_curve, share
from assistant.reading.instructions import instruction_score, instructs_machine
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of

CLEAN = frozenset(["", "0", "false", "none", "clean", "ordinary", "benign", "no"])
FALSE_ALARMS = 0.01


def add_arguments(parser: ArgumentParser) -> None:
    """The file argument of `evaluate injection`."""
    parser.add_argument("--rows", required=True, help='rows {"text", "label"}; "clean" or 0 is ordinary')


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Score every text as the assistant does.

    `recall` is the share of attacks above the score that one in a hundred ordinary texts exceeds, in all and
    by label; `shipped` what is found and what is raised in error at the shipped limit.
    """
    rows = rows_of(options["rows"], "text", "label")
    labels = [_label(row["label"]) for row in rows]
    is_attack = np.asarray([label not in CLEAN for label in labels])
    if not is_attack.any() or is_attack.all():
        raise Invalid("There must be attacks and ordinary texts.")
    started = time.perf_counter()
    scores = np.asarray([instruction_score(str(row["text"])) for row in rows])
    took = (time.perf_counter() - started) * 1000 / len(rows)
    limit = float(np.quantile(scores[~is_attack], 1 - FALSE_ALARMS))
    kinds = {label: np.asarray([one == label for one in labels]) for label in sorted({*labels} - CLEAN)}
    shipped = np.asarray([instructs_machine(str(row["text"])) for row in rows])
    auroc = area_under_curve(scores.tolist(), is_attack.tolist())
    return {
        "attacks": int(is_attack.sum()),
        "ordinary": int((~is_attack).sum()),
        "auroc": None if auroc is None else round(auroc, 4),
        "recall": share(int((scores[is_attack] > limit).sum()), int(is_attack.sum())),
        "recall_by_label": {
            label: share(int((scores[kind] > limit).sum()), int(kind.sum())) for label, kind in kinds.items()
        },
        "shipped_recall": share(int(shipped[is_attack].sum()), int(is_attack.sum())),
        "shipped_false_alarms": share(int(shipped[~is_attack].sum()), int((~is_attack).sum())),
        "ms_per_text": round(took, 3),
    }


def _label(label: Any) -> str:
    return "" if label is None else str(label).strip().lower()


EVALUATION = Evaluation(
    help="how well instructions to the machine are told from ordinary messages",
    add_arguments=add_arguments,
    run=run,
)
