"""What the encoders' process and its clients say: one request a connection, JSON there, numbers back."""

import json
import socket
import struct
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from kb.encoding.kinds import Vectors

VECTORS, LOADING, LATE, FAILED, STATES = b"v", b"l", b"t", b"f", b"s"
"""
Answers: here they are; the model is still loading; too late to be of use; it cannot be done, and why; how the
models are.
"""
READY, AWAITED = "ready", "loading"
"""How a model is; anything else is the reason why it could not be loaded."""
MAX_TEXTS = 32
MAX_REQUEST = 4_000_000
_SIZE = struct.Struct(">I")
_ANSWER = struct.Struct(">cI")


class Malformed(Exception):
    """What came is not what this protocol sends."""


@dataclass(frozen=True, slots=True)
class Request:
    """
    Texts for one encoder. After `seconds` nobody waits for the answer any more.

    What `is_urgent` goes beside everything else, and is refused while the model is loading. Without an
    encoder and texts it asks how the models are.
    """

    encoder: str
    texts: tuple[str, ...]
    seconds: float
    is_urgent: bool


def packed(request: Request) -> bytes:
    """The bytes of a request."""
    content = json.dumps([request.encoder, request.seconds, request.is_urgent, list(request.texts)]).encode()
    return _SIZE.pack(len(content)) + content


def request_from(connection: socket.socket) -> Request:
    """Read a request; raises Malformed, OSError."""
    (size,) = _SIZE.unpack(_received(connection, _SIZE.size))
    if size > MAX_REQUEST:
        raise Malformed("too long")
    try:
        encoder, seconds, is_urgent, texts = json.loads(_received(connection, size))
        request = Request(str(encoder), tuple(map(str, texts)), float(seconds), is_urgent is True)
    except (ValueError, TypeError, RecursionError) as error:
        raise Malformed(type(error).__name__) from error
    if len(request.texts) > MAX_TEXTS or bool(request.texts) != bool(request.encoder):
        raise Malformed("number of texts")
    return request


def answered(kind: bytes, content: bytes = b"") -> bytes:
    """The bytes of an answer."""
    return _ANSWER.pack(kind, len(content)) + content


def answer_from(connection: socket.socket, *, count: int, dimension: int) -> tuple[bytes, Vectors | str]:
    """
    Read an answer: its kind, with `count` rows of `dimension` numbers, or the reason why there are none.

    Raises Malformed, OSError.
    """
    kind, size = _ANSWER.unpack(_received(connection, _ANSWER.size))
    if size > max(4 * count * dimension, 2000):
        raise Malformed("size of the answer")
    content = _received(connection, size)
    if kind != VECTORS:
        return kind, content.decode("utf-8", "replace")
    if size != 4 * count * dimension:
        raise Malformed("size of the answer")
    vectors = np.frombuffer(content, dtype="<f4").reshape(count, dimension)
    if not np.isfinite(vectors).all():
        raise Malformed("numbers")
    return kind, vectors


def content_of(vectors: Vectors | Sequence[Vectors]) -> bytes:
    """Rows as the content of an answer."""
    return np.ascontiguousarray(vectors, dtype="<f4").tobytes()


def _received(connection: socket.socket, size: int) -> bytes:
    content = bytearray(size)
    view = memoryview(content)
    at = 0
    while at < size:
        count = connection.recv_into(view[at:])
        if not count:
            raise Malformed("the other side has closed")
        at += count
    return bytes(content)
