"""
The encoders' process: `python -m kb.encoding.server SOCKET KEYS`, the keys with commas.

Each model is loaded once, in the background from the start on, and then serves every process of the
installation. There are two lanes, each a thread: questions, which somebody waits for, and passages, which are
many and go at a lower priority.
It needs neither the database nor a key, and reads nothing but what it is asked.
"""

import ctypes
import json
import logging
import os
import socketserver
import sys
import threading
import time
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from pathlib import Path

from kb.encoding.kinds import Vectors
from kb.encoding.weights import MODELS, Model
from kb.encoding.wire import (
    AWAITED,
    FAILED,
    LATE,
    LOADING,
    READY,
    STATES,
    VECTORS,
    Malformed,
    Request,
    answered,
    content_of,
    request_from,
)

logger = logging.getLogger("candor.encoders")

REMEMBERED = 4000
"""Vectors of the latest questions: a conversation asks for those of its messages again and again."""
BETWEEN_TRIES = 60.0
"""Seconds after which a model that could not be loaded is tried again."""
PATIENCE = 5.0
"""How long a client may take to send what it has begun."""
NICE = 10


class Encoders:
    """The models, and who may use them when."""

    def __init__(self, makers: Mapping[str, Callable[[], Model]]) -> None:
        self._makers = makers
        self._models: dict[str, Model] = {}
        self._failed: dict[str, tuple[float, str]] = {}
        self._loading = {key: threading.Lock() for key in makers}
        self._remembered: OrderedDict[tuple[str, str], Vectors] = OrderedDict()
        self._memory = threading.Lock()
        self._questions = ThreadPoolExecutor(1, "questions")
        self._passages = ThreadPoolExecutor(1, "passages", initializer=_step_back)

    def answer(self, request: Request) -> bytes:
        """The whole answer to a request, in time or late."""
        if not request.encoder:
            return answered(STATES, json.dumps(self.states()).encode())
        if request.encoder not in self._makers:
            return answered(FAILED, b"This encoder is switched off.")
        known = self._recalled(request)
        if known is not None:
            return answered(VECTORS, content_of(known))
        if request.is_urgent and request.encoder not in self._models:
            if (reason := self._refusal(request.encoder)) is not None:
                return answered(FAILED, reason.encode())
            self._load_soon(request.encoder)
            return answered(LOADING)
        lane = self._questions if request.is_urgent else self._passages
        return self._in_time(lane.submit(self._encoded, request), request)

    def states(self) -> dict[str, str]:
        """By key: READY, AWAITED, or why the model could not be loaded the last time."""
        return {
            key: READY if key in self._models else self._failed.get(key, (0.0, AWAITED))[1]
            for key in self._makers
        }

    def load(self) -> None:
        """Load all models one after the other, so that the first question need not go without."""
        for key in self._makers:
            with suppress(Exception):
                self._loaded(key)

    def _in_time(self, work: "Future[Vectors]", request: Request) -> bytes:
        try:
            return answered(VECTORS, content_of(work.result(request.seconds)))
        except FutureTimeout:
            work.cancel()
            return answered(LATE)
        except Exception as error:
            logger.exception("Texts could not be encoded")
            return answered(FAILED, f"{type(error).__name__}: {error}"[:500].encode())

    def _encoded(self, request: Request) -> Vectors:
        vectors = self._loaded(request.encoder).encode(request.texts)
        if not request.is_urgent:
            _give_memory_back()
        else:
            with self._memory:
                for text, vector in zip(request.texts, vectors, strict=True):
                    self._remembered[request.encoder, text] = vector
                while len(self._remembered) > REMEMBERED:
                    self._remembered.popitem(last=False)
        return vectors

    def _recalled(self, request: Request) -> Sequence[Vectors] | None:
        with self._memory:
            found = [self._remembered.get((request.encoder, text)) for text in request.texts]
            for text, vector in zip(request.texts, found, strict=True):
                if vector is not None:
                    self._remembered.move_to_end((request.encoder, text))
        rows = [vector for vector in found if vector is not None]
        return rows if len(rows) == len(found) else None

    def _refusal(self, key: str) -> str | None:
        failed_at, reason = self._failed.get(key, (0.0, ""))
        return reason if reason and time.monotonic() - failed_at < BETWEEN_TRIES else None

    def _load_soon(self, key: str) -> None:
        if not self._loading[key].locked():
            threading.Thread(target=self._loaded, args=[key], daemon=True).start()

    def _loaded(self, key: str) -> Model:
        with self._loading[key]:
            if key not in self._models:
                if (reason := self._refusal(key)) is not None:
                    raise RuntimeError(reason)
                started = time.monotonic()
                try:
                    self._models[key] = self._makers[key]()
                except Exception as error:
                    logger.exception("The encoder %s could not be loaded", key)
                    self._failed[key] = time.monotonic(), f"It could not be loaded: {error}"[:400]
                    raise
                _give_memory_back()
                logger.warning("The encoder %s was loaded in %.1f s", key, time.monotonic() - started)
        return self._models[key]


def _step_back() -> None:
    # In Linux a thread has a priority of its own.
    os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), NICE)


def _give_memory_back() -> None:
    """What only loading or long texts needed, some 100 MB, goes back where the C library can do that."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None)
    if trim is not None:
        trim(0)


class _Handler(socketserver.BaseRequestHandler):
    server: "EncoderServer"

    def handle(self) -> None:
        self.request.settimeout(PATIENCE)
        try:
            self.request.sendall(self.server.encoders.answer(request_from(self.request)))
        except (Malformed, OSError):
            # Whoever asked has gone, or is none of ours.
            return


class EncoderServer(socketserver.ThreadingMixIn, socketserver.UnixStreamServer):
    """Serves `encoders` at a Unix socket; an earlier socket at that path is replaced in one step."""

    daemon_threads = True
    request_queue_size = 128

    def __init__(self, path: Path, encoders: Encoders) -> None:
        self.encoders = encoders
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._final = path
        made = path.with_name(f".{path.name}.{os.getpid()}")
        made.unlink(missing_ok=True)
        super().__init__(str(made), _Handler)
        made.chmod(0o600)
        made.rename(path)


def main(arguments: Sequence[str]) -> None:
    """Serve until the process is ended."""
    path = Path(arguments[0])
    keys = [name for part in arguments[1:] for key in part.split(",") if (name := key.strip())]
    unknown = set(keys) - set(MODELS)
    if unknown:
        raise SystemExit(f"There is no encoder {', '.join(sorted(unknown))}; there are {', '.join(MODELS)}.")
    encoders = Encoders({key: MODELS[key] for key in keys})
    with EncoderServer(path, encoders) as server:
        threading.Thread(target=_load_all, args=[encoders], daemon=True).start()
        server.serve_forever()


def _load_all(encoders: Encoders) -> None:
    # The rest of the installation starts at the same time, and people wait for that.
    _step_back()
    encoders.load()


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    main(sys.argv[1:])
