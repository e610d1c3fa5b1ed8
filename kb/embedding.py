"""
Text to vectors: a small port with the built-in engine, and room for one more.

`engine()` is the engine in use. An app on a higher floor registers another one (`register`) in its `ready()`,
and the setting AI_ENGINE chooses; chunks record which engine made their vector, so that after a change of
engine they can be re-embedded in the background while both remain readable.
"""

import logging
import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import numpy as np
from django.conf import settings
from numpy.typing import NDArray

Vector = NDArray[np.float32]

DIMENSION = 256
"""The length of stored vectors; an engine with longer ones must shorten them (Matryoshka) to this."""

BATCH = 64


class EmbeddingEngine(Protocol):
    """What retrieval needs from an engine."""

    name: str
    """Stored with every vector; must change whenever the vector of any text changes."""
    dimension: int

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        """
        A unit vector for each text, in order; None for a text with nothing to embed.

        Raises UpstreamFailed when an external provider does not respond.
        """
        ...


@dataclass(frozen=True)
class _Weights:
    vectors: Vector
    tokenizer: Any


class WordLlamaEngine:
    """
    Static word vectors shipped with the `wordllama` package: no key, no network, English.

    Loads about 20 MB on first use, in about a quarter of a second, and then takes well under a millisecond
    per question.
    """

    name = "wordllama-256-v1"
    dimension = DIMENSION

    def __init__(self) -> None:
        self._weights: _Weights | None = None
        self._lock = threading.Lock()

    def _load(self) -> _Weights:
        with self._lock:
            if self._weights is None:
                root_level, root_handlers = logging.root.level, list(logging.root.handlers)
                import wordllama

                # Importing the package reconfigures the root logger.
                logging.root.handlers[:] = root_handlers
                logging.root.setLevel(root_level)
                model = wordllama.WordLlama.load(
                    cache_dir=Path(wordllama.__file__).parent, disable_download=True, dim=DIMENSION
                )
                tokenizer = model.tokenizer
                tokenizer.no_padding()
                self._weights = _Weights(np.asarray(model.embedding, dtype=np.float32), tokenizer)
        return self._weights

    def embed(self, texts: Sequence[str]) -> list[Vector | None]:
        weights = self._weights or self._load()
        found: list[Vector | None] = []
        for start in range(0, len(texts), BATCH):
            batch = [_printable(text) for text in texts[start : start + BATCH]]
            for encoded in weights.tokenizer.encode_batch(batch, add_special_tokens=False):
                found.append(_mean(weights.vectors, encoded.ids))
        return found


_SPACE = re.compile(r"\s+")


def _printable(text: str) -> str:
    # The tokenizer cannot encode lone surrogates.
    return _SPACE.sub(" ", text.encode("utf-8", "ignore").decode()).strip()


def _mean(vectors: Vector, ids: Sequence[int]) -> Vector | None:
    if not ids:
        return None
    rows = np.clip(np.asarray(ids, dtype=np.int64), 0, len(vectors) - 1)
    return unit(vectors[rows].mean(axis=0))


def unit(vector: Vector) -> Vector | None:
    """The vector scaled to length 1; None for the zero vector."""
    length = float(np.linalg.norm(vector))
    return vector / np.float32(length) if length > 1e-9 else None


WORDLLAMA = WordLlamaEngine()
BUILTIN = "builtin"
_engines: dict[str, EmbeddingEngine] = {BUILTIN: WORDLLAMA}


def register(setting: str, made: EmbeddingEngine) -> None:
    """
    Offer an engine under a value of AI_ENGINE; called in `AppConfig.ready()`.

    Raises ValueError if its vectors do not fit the column.
    """
    if made.dimension != DIMENSION:
        raise ValueError(f"{made.name} makes {made.dimension} numbers, not {DIMENSION}.")
    _engines[setting] = made


def engine() -> EmbeddingEngine:
    """The engine in use; the built-in one if nobody registered what AI_ENGINE names."""
    return _engines.get(settings.AI_ENGINE, WORDLLAMA)


def engine_named(name: str) -> EmbeddingEngine | None:
    """The engine that made stored vectors, or None if it is no longer installed."""
    return next((made for made in _engines.values() if made.name == name), None)


def literal(vector: Vector | Sequence[float] | None) -> str | None:
    """A vector in PostgreSQL's notation."""
    return None if vector is None else "[" + ",".join(f"{number:.6f}" for number in vector) + "]"
