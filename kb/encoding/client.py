"""
Asking the encoders' process. Whoever asks must be able to do without: it may be off, loading, busy or dead.
"""

import logging
import socket
import time
from collections.abc import Sequence

from django.conf import settings

from kb.encoding.kinds import Encoder, Vectors
from kb.encoding.wire import (
    LOADING,
    MAX_TEXTS,
    VECTORS,
    Malformed,
    Request,
    answer_from,
    packed,
)

logger = logging.getLogger(__name__)

QUESTION_SECONDS = 0.4
"""A question takes a hundredth of a second or two; nobody who searches waits much longer for more meaning."""
TURN_SECONDS = 0.1
"""More for each earlier message of a conversation, which is rarely asked for the first time."""
PASSAGE_SECONDS = 120.0
REST_SECONDS = 3.0
"""After it was too late once, nobody asks for so long: being slow must not make every search slow."""
MAX_CHARACTERS = 2000

_rests_until = 0.0


class EncoderAway(Exception):
    """No vectors now. The text says why; nothing of what was asked is in it."""


def is_on(encoder: Encoder) -> bool:
    """Whether this installation uses the encoder at all."""
    return encoder.key in settings.ENCODERS


def question_vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """
    A unit vector for each text, one a row, in time for somebody who waits; zeros where nothing can be read.

    Raises EncoderAway, at once unless it is the first to notice that the process is too slow.
    """
    global _rests_until
    if time.monotonic() < _rests_until:
        raise EncoderAway("It was too slow a moment ago.")
    seconds = QUESTION_SECONDS + TURN_SECONDS * (len(texts) - 1)
    try:
        return _asked(encoder, texts, seconds, is_urgent=True)
    except TimeoutError as error:
        _rests_until = time.monotonic() + REST_SECONDS
        logger.warning("The encoders are too slow; searching without them", extra={"encoder": encoder.key})
        raise EncoderAway("It is too slow.") from error


def passage_vectors(encoder: Encoder, texts: Sequence[str]) -> Vectors:
    """The same for texts that nobody waits for, however many. Raises EncoderAway."""
    import numpy as np

    try:
        parts = [
            _asked(encoder, texts[start : start + MAX_TEXTS], PASSAGE_SECONDS, is_urgent=False)
            for start in range(0, len(texts), MAX_TEXTS)
        ]
    except TimeoutError as error:
        raise EncoderAway("It is too slow.") from error
    return np.concatenate(parts) if parts else np.zeros((0, encoder.dimension), dtype=np.float32)


def _asked(encoder: Encoder, texts: Sequence[str], seconds: float, *, is_urgent: bool) -> Vectors:
    """Raises EncoderAway, and TimeoutError when the process did not answer in time."""
    if not is_on(encoder):
        raise EncoderAway("It is switched off.")
    request = Request(encoder.key, tuple(text[:MAX_CHARACTERS] for text in texts), seconds, is_urgent)
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        # The process itself says first that it is late; this is for one that says nothing any more.
        connection.settimeout(seconds + 0.1)
        try:
            connection.connect(str(settings.ENCODER_SOCKET))
            connection.sendall(packed(request))
            kind, content = answer_from(connection, count=len(texts), dimension=encoder.dimension)
        except TimeoutError:
            raise
        except (OSError, Malformed) as error:
            raise EncoderAway(f"It cannot be reached: {type(error).__name__}.") from error
    if kind == VECTORS and not isinstance(content, str):
        return content
    if kind == LOADING:
        raise EncoderAway("It is being loaded.")
    if content:
        raise EncoderAway(str(content))
    raise TimeoutError
