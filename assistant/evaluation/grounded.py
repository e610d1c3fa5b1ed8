"""How well answers that their passage supports are told from others, and the fitting of what tells them."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression

from assistant.engines import support
from assistant.engines.support import FIGURES, LIMIT, NAMES, figures_of, kind_of, support_from
from assistant.evaluation.figures import area_under_curve, share
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of

UNSUPPORTED = frozenset(["", "0", "false", "no", "none", "unsupported", "not_supported", "ungrounded"])
Figures = list[dict[str, float]]


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate grounded`."""
    parser.add_argument(
        "--rows", required=True, help='rows {"answer", "passage", "label"}; 0 or "unsupported": not supported'
    )
    parser.add_argument("--fit", nargs="+", help="files of the same form: fit anew on these before")
    parser.add_argument("--write", action="store_true", help="with --fit, ship what was fitted")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Measure every pair as the engines do.

    `auroc` is the chance that a supported answer scores higher than another; `kept_of_…` the share of the
    supported and of the others that the limit for a model's statements lets pass.
    """
    rows = rows_of(options["rows"], "answer", "passage", "label")
    supported = _labels(rows)
    if not any(supported) or all(supported):
        raise Invalid("There must be supported answers and others.")
    weights = _fitted(options["fit"]) if options.get("fit") else None
    started = time.perf_counter()
    figures = _figures(rows)
    took = (time.perf_counter() - started) * 1000 / len(rows)
    if weights is not None and options["write"]:
        shipped = json.loads(support.FILE.read_text(encoding="utf-8"))
        shipped["weights"] |= weights
        support.FILE.write_text(json.dumps(shipped, indent=2) + "\n", encoding="utf-8")
    scores = [support_from(one, weights) for one in figures]
    auroc = area_under_curve(scores, supported)
    kept = [score >= LIMIT for score in scores]
    return {
        "pairs": len(rows),
        "supported": sum(supported),
        "auroc": None if auroc is None else round(auroc, 4),
        "kept_of_supported": share(_both(kept, supported), sum(supported)),
        "kept_of_others": share(_both(kept, [not one for one in supported]), len(supported) - sum(supported)),
        "judged_by": dict(Counter(kind_of(one) for one in figures)),
        "ms_per_pair": round(took, 3),
    } | ({"weights": weights} if weights is not None else {})


def _both(some: Sequence[bool], others: Sequence[bool]) -> int:
    return sum(one and other for one, other in zip(some, others, strict=True))


def _labels(rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    return [row["label"] is not None and str(row["label"]).strip().lower() not in UNSUPPORTED for row in rows]


def _figures(rows: Sequence[Mapping[str, Any]]) -> Figures:
    return [figures_of(str(row["answer"]), str(row["passage"])) for row in rows]


def _fitted(paths: Sequence[str]) -> dict[str, dict[str, float]]:
    """
    The weights of each kind of which there are figures; every file and both labels weigh the same.

    What was judged with the vectors of sentences teaches the weights for words alone as well.
    """
    found: list[tuple[Figures, list[bool]]] = []
    for path in paths:
        rows = rows_of(path, "answer", "passage", "label")
        pairs = [pair for pair in zip(_figures(rows), _labels(rows), strict=True) if pair[0]]
        found.append(([figures for figures, _ in pairs], [label for _, label in pairs]))
    if any(not any(labels) or all(labels) for _, labels in found):
        raise Invalid("Each file must have supported answers and others.")
    return {kind: weights for kind in FIGURES if (weights := _weights(found, kind))}


def _weights(found: Sequence[tuple[Figures, list[bool]]], kind: str) -> dict[str, float]:
    signs, wanted, weigh = [], [], []
    for figures, labels in found:
        usable = [pair for pair in zip(figures, labels, strict=True) if kind in ("words", kind_of(pair[0]))]
        counts = Counter(label for _, label in usable)
        signs += [[one[name] if name in FIGURES[kind] else 0.0 for name in NAMES] for one, _ in usable]
        wanted += [label for _, label in usable]
        weigh += [1 / counts[label] for _, label in usable]
    if len(set(wanted)) < 2:
        return {}
    sizes = np.asarray(weigh) * len(wanted) / sum(weigh)
    model = LogisticRegression(C=1.0, max_iter=2000).fit(np.asarray(signs), wanted, sample_weight=sizes)
    return {"offset": round(float(model.intercept_[0]), 4)} | {
        name: round(float(weight), 4) for name, weight in zip(NAMES, model.coef_[0], strict=True)
    }


EVALUATION = Evaluation(
    help="how well answers that their passage supports are told from others",
    add_arguments=add_arguments,
    run=run,
    # For the encoders, which are started beside a database.
    tables=("kb",),
)
