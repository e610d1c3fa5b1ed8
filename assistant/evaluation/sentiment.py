"""How well annoyed customers are told from the rest, and the fitting of what tells them."""

import json
import time
from argparse import ArgumentParser
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from sklearn.linear_model import LogisticRegression

from assistant.evaluation.figures import area_under_curve, share
from assistant.evaluation.injection import CLEAN
from assistant.reading import anger
from assistant.reading.anger import SIGN_SCALE, SIGNS, Read, anger_of
from assistant.reading.mood import sentiment_of
from core.errors import Invalid
from core.evaluation import Evaluation, rows_of

Floats = NDArray[np.float64]
CALM = CLEAN | {"calm", "neutral", "positive", "satisfied"}
MAX_WORDS = 4000
ORDINARY_SHARE = 0.02
"""Of the weight of all texts that are not annoyed; more of it tells less well within conversations."""
LIMITS = {"angry": (0.001, 0.6), "annoyed": (0.005, 0.5)}
"""The share of ordinary messages that may exceed each limit, and the least score for it."""


def add_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate sentiment`."""
    parser.add_argument("--rows", required=True, help='rows {"text", "label"}; 0 or "calm": not annoyed')
    parser.add_argument(
        "--fit", nargs="+", help='files of the same form, "weight" beside: fit anew on these before'
    )
    parser.add_argument("--ordinary", help='with --fit, rows {"text"} of messages that nobody wrote in anger')
    parser.add_argument("--write", action="store_true", help="with --fit, ship what was fitted")


def run(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Score every text as the assistant does.

    `auroc` is the chance that an annoyed text scores higher than another. `angry` and `angry_or_negative` are
    the shares of annoyed texts and of the others that the product calls so.
    """
    rows = rows_of(options["rows"], "text", "label")
    texts, is_annoyed = [str(row["text"]) for row in rows], _labels(rows)
    if not any(is_annoyed) or all(is_annoyed):
        raise Invalid("There must be annoyed texts and others.")
    if options.get("fit"):
        return _fitted(options, texts, is_annoyed)
    started = time.perf_counter()
    scores = [anger_of(text).score for text in texts]
    took = (time.perf_counter() - started) * 1000 / len(texts)
    auroc = area_under_curve(scores, is_annoyed)
    called = [sentiment_of(text).value for text in texts]
    return {
        "texts": len(texts),
        "annoyed": sum(is_annoyed),
        "auroc": None if auroc is None else round(auroc, 4),
        "angry": _called(called, is_annoyed, ("angry",)),
        "angry_or_negative": _called(called, is_annoyed, ("angry", "negative")),
        "ms_per_text": round(took, 3),
    }


def _labels(rows: Sequence[Mapping[str, Any]]) -> list[bool]:
    return [row["label"] is not None and str(row["label"]).strip().lower() not in CALM for row in rows]


def _called(called: Sequence[str], is_annoyed: Sequence[bool], names: Sequence[str]) -> dict[str, float]:
    both = list(zip(called, is_annoyed, strict=True))
    right = sum(name in names and annoyed for name, annoyed in both)
    wrong = sum(name in names and not annoyed for name, annoyed in both)
    return {
        "of_annoyed": share(right, sum(is_annoyed)),
        "of_others": share(wrong, len(is_annoyed) - sum(is_annoyed)),
    }


def _fitted(options: Mapping[str, Any], texts: Sequence[str], is_annoyed: list[bool]) -> dict[str, Any]:
    rows = [row for path in options["fit"] for row in rows_of(path, "text", "label")]
    ordinary = rows_of(options["ordinary"], "text") if options.get("ordinary") else []
    model = fit(
        [str(row["text"]) for row in rows],
        _labels(rows),
        [str(row["text"]) for row in ordinary],
        [float(row.get("weight", 1)) for row in rows],
    )
    scores = _scores(model, [anger.read(text) for text in texts])
    auroc = area_under_curve(scores.tolist(), is_annoyed)
    if options["write"]:
        anger.FILE.write_text(json.dumps(model, ensure_ascii=False, separators=(",", ":"), sort_keys=True))
    return {
        "fitted_on": len(rows),
        "ordinary": len(ordinary),
        "texts": len(texts),
        "annoyed": sum(is_annoyed),
        "auroc": None if auroc is None else round(auroc, 4),
        "words": len(model["words"]),
        "signs": model["signs"],
        "limits": model["limits"],
    }


def fit(
    texts: Sequence[str], is_annoyed: Sequence[bool], ordinary: Sequence[str], counts: Sequence[float]
) -> dict[str, Any]:
    """
    The content of `anger.json`: first over all words, then over those that said most.

    Annoyed texts and the others weigh the same, within each as much as they count. The limits come from the
    ordinary messages; without any from the texts that are not annoyed.
    """
    if not any(is_annoyed) or all(is_annoyed):
        raise Invalid("There must be annoyed texts and others to fit on.")
    found = [anger.read(text) for text in (*texts, *ordinary)]
    wanted = np.asarray([*is_annoyed, *(False for _ in ordinary)])
    weigh = _weights(np.asarray(is_annoyed), np.asarray(counts), len(ordinary))
    known = Counter(word for one in found for word in one.words)
    rarity = {word: float(np.log((1 + len(found)) / (1 + count)) + 1) for word, count in known.items()}
    unknown = float(np.log((1 + len(found)) / 2) + 1)
    words = list(known)
    said, _ = _solved(found, words, rarity, unknown, wanted, weigh)
    worth = np.abs(said[: len(words)]) * np.sqrt([known[word] for word in words])
    kept = [words[place] for place in np.sort(np.argsort(-worth, kind="stable")[:MAX_WORDS])]
    said, offset = _solved(found, kept, rarity, unknown, wanted, weigh)
    model = {
        "words": {
            word: [round(rarity[word], 2), round(float(weight), 3)]
            for word, weight in zip(kept, said, strict=False)
        },
        # What is a sign of anger never speaks against it.
        "signs": {
            name: round(max(float(weight), 0.0) * SIGN_SCALE, 4)
            for name, weight in zip(SIGNS, said[len(kept) :], strict=True)
        },
        "unknown": round(unknown, 2),
        "offset": round(offset, 4),
        "source": "Logistic regression, manage.py evaluate sentiment --fit; docs/quality.md, Sentiment.",
    }
    calm = found[len(texts) :] or [one for one, is_one in zip(found, wanted, strict=True) if not is_one]
    return model | {"limits": _limits(model, calm)}


def _limits(model: Mapping[str, Any], calm: Sequence[Read]) -> dict[str, float]:
    signed = np.where([one.is_sure for one in calm], _scores(model, calm), 0.0)
    return {
        name: round(max(float(np.quantile(signed, 1 - part)), least), 4)
        for name, (part, least) in LIMITS.items()
    }


def _weights(is_annoyed: NDArray[np.bool_], counts: Floats, ordinary: int) -> Floats:
    half = len(is_annoyed) / 2
    aside = ORDINARY_SHARE if ordinary else 0.0
    own = np.where(
        is_annoyed, half / counts[is_annoyed].sum(), (1 - aside) * half / counts[~is_annoyed].sum()
    )
    return np.concatenate([own * counts, np.full(ordinary, aside * half / max(ordinary, 1))])


def _solved(
    found: Sequence[Read],
    words: Sequence[str],
    rarity: Mapping[str, float],
    unknown: float,
    wanted: NDArray[np.bool_],
    weigh: Floats,
) -> tuple[Floats, float]:
    places = {word: place for place, word in enumerate(words)}
    rows, columns, values = [], [], []
    for row, one in enumerate(found):
        sizes = {
            word: count * (rarity[word] if word in places else unknown) for word, count in one.words.items()
        }
        length = float(np.sqrt(sum(size * size for size in sizes.values()))) or 1.0
        known = [(places[word], size / length) for word, size in sizes.items() if word in places]
        known += [(len(words) + SIGNS.index(name), size * SIGN_SCALE) for name, size in one.signs.items()]
        rows += [row] * len(known)
        columns += [place for place, _ in known]
        values += [value for _, value in known]
    matrix = sparse.csr_matrix((values, (rows, columns)), shape=(len(found), len(words) + len(SIGNS)))
    solved = LogisticRegression(C=1.0, max_iter=3000).fit(matrix, wanted, sample_weight=weigh)
    return np.asarray(solved.coef_[0]), float(solved.intercept_[0])


def _scores(model: Mapping[str, Any], found: Sequence[Read]) -> Floats:
    read = anger.Model.of(model)
    return np.asarray([anger.score(read, one) for one in found])


EVALUATION = Evaluation(
    help="how well annoyed customers are told from the rest",
    add_arguments=add_arguments,
    run=run,
)
