"""Fitting the confidence of the built-in engine's answers, and how well it transfers to other articles."""

import json
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy.special import expit
from sklearn.linear_model import LogisticRegression

from assistant.engines.builtin.confidence import FILE, NAMES, kind_of
from assistant.evaluation.figures import area_under_curve, calibration_error
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of

Floats = NDArray[np.float64]
FOLDS = 5


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate confidence`."""
    parser.add_argument(
        "rows", nargs="+", help="files that `evaluate answers --features` wrote, one a corpus"
    )
    parser.add_argument("--precision", type=float, default=0.9, help="of answers at the threshold")
    parser.add_argument("--write", action="store_true", help="ship the fitted weights")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Fit a logistic model on all corpora, weighted equally, and test it on questions left out.

    Each fifth of a corpus is judged by a model fitted on the rest. The threshold is the lowest at which the
    answers above it reach the wanted precision, averaged over the corpora.
    """
    kind = _kind(options["rows"])
    corpora = [_read(path, kind) for path in options["rows"]]
    if any(len(right) < 20 or right.all() or not right.any() for _, right in corpora):
        raise Invalid("Each file needs at least 20 rows, right ones and wrong ones.")
    figures: dict[str, Any] = {}
    unseen: list[tuple[Floats, NDArray[np.bool_]]] = []
    for index, (signs, right) in enumerate(corpora):
        others = [corpus for place, corpus in enumerate(corpora) if place != index]
        sure = _unseen(signs, right, others)
        unseen.append((sure, right))
        auroc = area_under_curve(sure.tolist(), right.tolist())
        figures[Path(options["rows"][index]).stem] = {
            "rows": len(right),
            "auroc": None if auroc is None else round(auroc, 4),
            "calibration_error": round(calibration_error(sure.tolist(), right.tolist()), 4),
        }
    limit = _threshold(unseen, float(options["precision"]))
    model = _fit(corpora)
    weights = {"offset": round(float(model[-1]), 5)} | {
        name: round(float(weight), 5) for name, weight in zip(NAMES, model[:-1], strict=True)
    }
    if options["write"]:
        shipped = json.loads(FILE.read_text())
        shipped["threshold"] = limit
        shipped["weights"][kind] = weights
        FILE.write_text(json.dumps(shipped, indent=2) + "\n")
    return {"kind": kind, "unseen": figures, "threshold": limit, "weights": weights}


def _kind(paths: Sequence[str]) -> str:
    """What most rows are: without encoders all are of words, and with them a few that came too late."""
    kinds = Counter(
        kind_of(row["features"]) for path in paths for row in rows_of(path, "features") if row["features"]
    )
    return kinds.most_common(1)[0][0] if kinds else "words"


def _read(path: str, kind: str) -> tuple[Floats, NDArray[np.bool_]]:
    rows = [row for row in rows_of(path, "features", "is_right") if row["features"]]
    rows = [row for row in rows if kind_of(row["features"]) == kind]
    signs = [[float(row["features"].get(name, 0.0)) for name in NAMES] for row in rows]
    return np.asarray(signs), np.asarray([bool(row["is_right"]) for row in rows])


def _unseen(
    signs: Floats, right: NDArray[np.bool_], others: Sequence[tuple[Floats, NDArray[np.bool_]]]
) -> Floats:
    """The confidence of models in rows they were not fitted on."""
    fold = np.arange(len(right)) % FOLDS
    sure = np.zeros(len(right))
    for part in range(FOLDS):
        model = _fit([(signs[fold != part], right[fold != part]), *others])
        sure[fold == part] = expit(signs[fold == part] @ model[:-1] + model[-1])
    return sure


def _fit(corpora: Sequence[tuple[Floats, NDArray[np.bool_]]]) -> Floats:
    """Weights for NAMES, then the offset; in terms of the raw figures, though fitted on standardized ones."""
    signs = np.vstack([corpus[0] for corpus in corpora])
    right = np.concatenate([corpus[1] for corpus in corpora])
    share = np.concatenate([np.full(len(corpus[1]), 1 / len(corpus[1])) for corpus in corpora])
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    model = LogisticRegression(C=0.3, max_iter=2000)
    model.fit((signs - mean) / scale, right, sample_weight=share * len(right) / len(corpora))
    weights = model.coef_[0] / scale
    return np.append(weights, model.intercept_[0] - float(weights @ mean))


def _threshold(judged: Sequence[tuple[Floats, NDArray[np.bool_]]], precision: float) -> float:
    for step in range(30, 96):
        limit = step / 100
        shares = [float(right[sure >= limit].mean()) for sure, right in judged if (sure >= limit).sum() >= 5]
        if shares and float(np.mean(shares)) >= precision:
            return limit
    return 0.95


EVALUATION = Evaluation(
    help="fit the confidence of the built-in engine's answers",
    add_arguments=add_arguments,
    run=run,
)
