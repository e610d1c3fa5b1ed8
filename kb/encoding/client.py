"""
Asking the encoders' process. Whoever asks must be able to do without: it may be off, loading, busy or dead.
"""

import json
import logging
import socket
import time
from collections.abc import Mapping, Sequence

from django.conf import settings

from kb.encoding.kinds import Encoder, Vectors
from kb.encoding.wire import (
    AWAITED,
    LOADING,
    MAX_TEXTS,
    READY,
    STATES,
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
STATE_SECONDS = 1.0
BETWEEN_WARNINGS = 60.0
MAX_CHARACTERS = 2000

_rests_until = 0.0
_silent_until = 0.0


class EncoderAway(Exception):
    """No vectors now. The text says why; nothing of what was asked is in it."""


class EncoderUnreachable(EncoderAway):
    """Nobody answers, or nothing that makes sense."""


def shortcoming() -> str:
    """
    Why the encoders that are on do not all serve, in a sentence for the operator; empty if they do.

    Takes a second at most.
    """
    if not settings.ENCODERS:
        return ""
    try:
        states = _states()
    except (EncoderAway, TimeoutError):
        return "The encoders' process does not answer; search goes on by words and their vectors."
    loading = [key for key in settings.ENCODERS if states.get(key) == AWAITED]
    broken = [key for key in settings.ENCODERS if states.get(key) not in (READY, AWAITED)]
    told = [f"Being loaded: {', '.join(loading)}."] if loading else []
    # The reason itself may name files.
    told += [f"Could not be loaded, as the encoders' log tells: {', '.join(broken)}."] if broken else []
    return " ".join(told)


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
    except EncoderUnreachable as away:
        _tell(away)
        raise


def _tell(away: EncoderUnreachable) -> None:
    """Search goes on without, so that only the log would show it; once a minute is enough."""
    global _silent_until
    if time.monotonic() >= _silent_until:
        _silent_until = time.monotonic() + BETWEEN_WARNINGS
        logger.warning("The encoders' process does not answer; searching without it: %s", away)


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
    kind, content = _exchanged(request, dimension=encoder.dimension)
    if kind == VECTORS and not isinstance(content, str):
        return content
    if kind == LOADING:
        raise EncoderAway("It is being loaded.")
    if content:
        raise EncoderAway(str(content))
    raise TimeoutError


def _states() -> Mapping[str, str]:
    """How each model is; raises EncoderAway, TimeoutError."""
    kind, content = _exchanged(Request("", (), STATE_SECONDS, True), dimension=0)
    try:
        found = json.loads(str(content)) if kind == STATES else None
    except ValueError:
        found = None
    if not isinstance(found, dict):
        raise EncoderUnreachable("It answers something else.")
    return {str(key): str(state) for key, state in found.items()}


def _exchanged(request: Request, *, dimension: int) -> tuple[bytes, Vectors | str]:
    """The answer to a request; raises EncoderUnreachable, and TimeoutError when there was none in time."""
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
        # The process itself says first that it is late; this is for one that says nothing any more.
        connection.settimeout(request.seconds + 0.1)
        try:
            connection.connect(str(settings.ENCODER_SOCKET))
            connection.sendall(packed(request))
            return answer_from(connection, count=len(request.texts), dimension=dimension)
        except TimeoutError:
            raise
        except (OSError, Malformed) as error:
            raise EncoderUnreachable(f"It cannot be reached: {type(error).__name__}.") from error
