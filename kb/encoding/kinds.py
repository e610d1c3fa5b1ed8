"""Which encoders there are. Knows nothing of their weights, so that every process can read it."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Vectors = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Encoder:
    """
    `key` is its name in the setting ENCODERS.

    `version` is stored with every vector and must change whenever the vector of any text changes;
    `dimension` is the length of its vectors.
    """

    key: str
    version: str
    dimension: int


SENTENCES = Encoder("minilm", "minilm-l6-int8-v1", 384)
"""all-MiniLM-L6-v2: what English sentences mean."""

LANGUAGES = Encoder("use3", "use-multilingual-3-v1", 512)
"""Universal Sentence Encoder, multilingual: the same meaning in different languages is near."""

BY_KEY = {encoder.key: encoder for encoder in (SENTENCES, LANGUAGES)}

SPOKEN = frozenset(["ar", "de", "en", "es", "fr", "it", "ja", "ko", "nl", "pl", "pt", "ru", "th", "tr", "zh"])
"""The languages that LANGUAGES has learned."""
