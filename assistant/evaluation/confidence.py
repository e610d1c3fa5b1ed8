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

from assistant.engines.builtin.confidence import FIGURES, FILE, NAMES, kind_of
from assistant.evaluation.figures import area_under_curve, calibration_error
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of

Floats = NDArray[np.float64]
Corpus = tuple[Floats, NDArray[np.bool_]]
FOLDS = 5
STRENGTH = 1.0
"""Of the data against the penalty on large weights (scikit-learn's C)."""


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate confidence`."""
    parser.add_argument(
        "rows", nargs="+", help="files that `evaluate answers --features` wrote, one a corpus"
    )
    parser.add_argument(
        "--share", type=float, default=0.3, help="how far the shipped weights move to the fitted ones, 0 to 1"
    )
    parser.add_argument(
        "--precision", type=float, help="also move the threshold to where answers are right so often"
    )
    parser.add_argument("--write", action="store_true", help="ship the weights")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Fit a logistic model on all corpora, weighted equally, and move the shipped weights some way to it.

    The shipped ones know other questions; a fit on a few hundred is less sure than it looks. Each fifth of a
    corpus is judged by weights that have not seen it, beside what the shipped ones say of it. The threshold
    stays unless a precision is wanted: then it is the lowest at which the answers above it reach that,
    averaged over the corpora.
    """
    kind = _kind(options["rows"])
    corpora = [_read(path, kind) for path in options["rows"]]
    if any(len(right) < 20 or right.all() or not right.any() for _, right in corpora):
        raise Invalid("Each file needs at least 20 rows, right ones and wrong ones.")
    file = json.loads(FILE.read_text())
    shipped = np.asarray([file["weights"][kind].get(name, 0.0) for name in (*NAMES, "offset")])
    share, limit = float(options["share"]), float(file["threshold"])
    unseen = [
        (_unseen(corpus, [one for one in corpora if one is not corpus], shipped, share), corpus[1])
        for corpus in corpora
    ]
    if options["precision"] is not None:
        limit = _threshold(unseen, float(options["precision"]))
    figures = {
        Path(path).stem: {
            "shipped": _figures(_sure(signs, shipped), right, float(file["threshold"])),
            "unseen": _figures(sure, right, limit),
        }
        for path, (signs, right), (sure, _) in zip(options["rows"], corpora, unseen, strict=True)
    }
    model = share * _fit(corpora) + (1 - share) * shipped
    weights = {"offset": round(float(model[-1]), 5)} | {
        name: round(float(weight), 5) for name, weight in zip(NAMES, model[:-1], strict=True)
    }
    if options["write"]:
        file["threshold"] = limit
        file["weights"][kind] = weights
        FILE.write_text(json.dumps(file, indent=2) + "\n")
    return {"kind": kind, "corpora": figures, "threshold": limit, "weights": weights}


def _figures(sure: Floats, right: NDArray[np.bool_], limit: float) -> dict[str, Any]:
    auroc = area_under_curve(sure.tolist(), right.tolist())
    answered = sure >= limit
    return {
        "rows": len(right),
        "auroc": None if auroc is None else round(auroc, 4),
        "calibration_error": round(calibration_error(sure.tolist(), right.tolist()), 4),
        "answered": int(answered.sum()),
        "wrong": int((answered & ~right).sum()),
    }


def _kind(paths: Sequence[str]) -> str:
    """What most rows are: without encoders all are of words, and with them a few that came too late."""
    kinds = Counter(
        kind_of(row["features"]) for path in paths for row in rows_of(path, "features") if row["features"]
    )
    return kinds.most_common(1)[0][0] if kinds else "words"


def _read(path: str, kind: str) -> Corpus:
    """What was answered or might have been; other decisions do not depend on the confidence."""
    rows = [row for row in rows_of(path, "features", "is_right") if row["features"]]
    rows = [
        row for row in rows if kind_of(row["features"]) == kind and row.get("decision", "answer") == "answer"
    ]
    signs = [
        [float(row["features"].get(name, 0.0)) if name in FIGURES[kind] else 0.0 for name in NAMES]
        for row in rows
    ]
    return np.asarray(signs), np.asarray([bool(row["is_right"]) for row in rows])


def _sure(signs: Floats, model: Floats) -> Floats:
    return np.asarray(expit(signs @ model[:-1] + model[-1]))


def _unseen(corpus: Corpus, others: Sequence[Corpus], shipped: Floats, share: float) -> Floats:
    """The confidence of models in rows they were not fitted on."""
    signs, right = corpus
    fold = np.arange(len(right)) % FOLDS
    sure = np.zeros(len(right))
    for part in range(FOLDS):
        model = share * _fit([(signs[fold != part], right[fold != part]), *others]) + (1 - share) * shipped
        sure[fold == part] = _sure(signs[fold == part], model)
    return sure


def _fit(corpora: Sequence[Corpus]) -> Floats:
    """Weights for NAMES, then the offset; in terms of the raw figures, though fitted on standardized ones."""
    signs = np.vstack([corpus[0] for corpus in corpora])
    right = np.concatenate([corpus[1] for corpus in corpora])
    share = np.concatenate([np.full(len(corpus[1]), 1 / len(corpus[1])) for corpus in corpora])
    mean, scale = signs.mean(axis=0), signs.std(axis=0) + 1e-6
    model = LogisticRegression(C=STRENGTH, max_iter=2000)
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
