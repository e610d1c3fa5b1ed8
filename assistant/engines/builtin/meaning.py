"""What texts mean, as unit vectors. Apart from the features of the classifier, which load scikit-learn."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from kb import embedding
from tickets.clearance import Cleared

Matrix = NDArray[np.float32]


def meanings(texts: Sequence[str]) -> Matrix:
    """A unit vector for each text; zeros where nothing can be embedded."""
    engine = embedding.WORDLLAMA
    found = engine.embed(texts)
    empty = np.zeros(engine.dimension, dtype=np.float32)
    return np.stack([empty if vector is None else vector for vector in found])


def meanings_of(leave: Cleared, texts: Sequence[str]) -> Matrix:
    """The same for words of tickets, outside of an engine: they need the leave to be read."""
    if not isinstance(leave, Cleared):
        raise TypeError("No vectors are made without the leave to read (tickets.clearance).")
    return meanings(texts)
