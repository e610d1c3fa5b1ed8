"""
A server that answers like OpenAI's, as far as we use it.

It refuses requests that break the published contract, keeps every request, and answers chat requests with
what the test's script says: a reply, or a failure.
"""

import json
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from hashlib import sha256
from types import TracebackType
from typing import Any

import numpy as np

from tests.standins.openai import contract
from tests.standins.serving import QuietHandler, StandIn

Reply = Callable[[dict[str, Any]], dict[str, Any]]
"""From the JSON document in the user's message to the object that the model answers."""
Calls = Callable[[dict[str, Any]], list[tuple[str, str]]]
"""For a request with tools: those that the model calls, with their arguments as it writes them."""
PIECE = 17


class Failure(StrEnum):
    """What can go wrong."""

    TIMEOUT = "timeout"
    RATE_LIMIT = "rate_limit"
    SERVER_ERROR = "server_error"
    MALFORMED = "malformed"
    NOT_JSON = "not_json"
    REFUSAL = "refusal"
    CUT_OFF = "cut_off"


@dataclass
class State:
    """What the server was asked, and what it will say."""

    reply: Reply = lambda data: {"text": "…"}
    calls: Calls = lambda data: []
    failures: list[Failure] = field(default_factory=list)
    requests: list[dict[str, Any]] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)
    keys: list[str] = field(default_factory=list)
    patience: threading.Event = field(default_factory=threading.Event)

    @property
    def data(self) -> dict[str, Any]:
        """The document in the last chat request's user message."""
        loaded: dict[str, Any] = json.loads(self.requests[-1]["messages"][-1]["content"])
        return loaded


class OpenAIStandIn(StandIn):
    """Use it as a context manager; `url` is the base address for the client."""

    def __init__(self) -> None:
        self.state = State()
        state = self.state

        class Handler(_Handler):
            pass

        Handler.state = state
        super().__init__(Handler)

    @property
    def url(self) -> str:
        """The base address, as OPENAI_BASE_URL."""
        return f"{super().url}/v1"

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        # Whoever waits for a timeout may go.
        self.state.patience.set()
        super().__exit__(kind, error, trace)


class _Handler(QuietHandler):
    state: State
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        length = int(self.headers.get("Content-Length", "0"))
        body = json.loads(self.rfile.read(length))
        kind = {"/v1/chat/completions": "chat", "/v1/embeddings": "embeddings"}.get(self.path)
        if kind is None:
            self._answer(404, _error("There is no such path.", "not_found"))
            return
        self.state.requests.append(body)
        self.state.keys.append(self.headers.get("Authorization", ""))
        wrong = contract.problem(kind, body, is_request=True)
        if wrong:
            self.state.problems.append(wrong)
            self._answer(400, _error(wrong, "invalid_request_error"))
            return
        failure = self.state.failures.pop(0) if self.state.failures else None
        if failure is not None and self._fail(failure):
            return
        if kind == "embeddings":
            self._answer(200, _embeddings(body))
        elif body.get("stream"):
            self._stream(body, failure)
        else:
            self._answer(200, self._completion(body, failure))

    def _fail(self, failure: Failure) -> bool:
        """Fail as a whole; False when the answer itself is what is wrong."""
        match failure:
            case Failure.TIMEOUT:
                self.state.patience.wait(10)
                self.close_connection = True
            case Failure.RATE_LIMIT:
                self._answer(429, _error("Rate limit reached.", "rate_limit_exceeded"), retry_after="0")
            case Failure.SERVER_ERROR:
                self._answer(500, _error("The server had an error.", "server_error"))
            case Failure.MALFORMED:
                self.send_body(200, b'{"id": "chatcmpl-')
            case _:
                return False
        return True

    def _message(self, body: dict[str, Any], failure: Failure | None) -> dict[str, Any]:
        if failure is Failure.REFUSAL:
            return {"role": "assistant", "content": None, "refusal": "I can't help with that."}
        data = json.loads(body["messages"][-1]["content"])
        if body.get("tools"):
            called = [
                {"id": f"call_{at}", "type": "function", "function": {"name": name, "arguments": arguments}}
                for at, (name, arguments) in enumerate(self.state.calls(data))
            ]
            said = {"role": "assistant", "content": None if called else "none", "refusal": None}
            return said | ({"tool_calls": called} if called else {})
        content = json.dumps(self.state.reply(data), ensure_ascii=False)
        if failure is Failure.NOT_JSON:
            content = "Sure! Here is what I found."
        if failure is Failure.CUT_OFF:
            content = content[: len(content) // 2]
        return {"role": "assistant", "content": content, "refusal": None}

    def _completion(self, body: dict[str, Any], failure: Failure | None) -> dict[str, Any]:
        answer = {
            "id": f"chatcmpl-{len(self.state.requests)}",
            "object": "chat.completion",
            "created": int(time.time()),
            "model": body["model"],
            "choices": [
                {
                    "index": 0,
                    "message": self._message(body, failure),
                    "finish_reason": "length" if failure is Failure.CUT_OFF else "stop",
                    "logprobs": None,
                }
            ],
            "usage": _usage(body),
        }
        wrong = contract.problem("chat", answer, is_request=False)
        if wrong:
            self.state.problems.append(f"answer: {wrong}")
        return answer

    def _stream(self, body: dict[str, Any], failure: Failure | None) -> None:
        message = self._message(body, failure)
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Connection", "close")
        self.end_headers()
        base = {
            "id": "chatcmpl-s",
            "object": "chat.completion.chunk",
            "created": int(time.time()),
            "model": body["model"],
        }
        deltas: list[dict[str, Any]] = [{"role": "assistant", "content": ""}]
        content = message["content"] or ""
        deltas += [{"content": content[i : i + PIECE]} for i in range(0, len(content), PIECE)]
        if message["refusal"]:
            deltas.append({"refusal": message["refusal"]})
        for delta in deltas:
            self._event(base | {"choices": [{"index": 0, "delta": delta, "finish_reason": None}]})
        self._event(base | {"choices": [{"index": 0, "delta": {}, "finish_reason": "stop"}]})
        if (body.get("stream_options") or {}).get("include_usage"):
            self._event(base | {"choices": [], "usage": _usage(body)})
        self.wfile.write(b"data: [DONE]\n\n")
        self.close_connection = True

    def _event(self, chunk: dict[str, Any]) -> None:
        self.wfile.write(b"data: " + json.dumps(chunk).encode() + b"\n\n")
        self.wfile.flush()

    def _answer(self, status: int, body: dict[str, Any], *, retry_after: str = "") -> None:
        headers = {"Retry-After": retry_after} if retry_after else {}
        self.send_body(status, json.dumps(body).encode(), headers)


def _error(message: str, kind: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": kind, "param": None, "code": kind}}


def _usage(body: dict[str, Any]) -> dict[str, Any]:
    prompt = sum(len(str(message["content"])) for message in body["messages"]) // 4
    return {"prompt_tokens": prompt, "completion_tokens": 50, "total_tokens": prompt + 50}


def _embeddings(body: dict[str, Any]) -> dict[str, Any]:
    texts = body["input"] if isinstance(body["input"], list) else [body["input"]]
    rows = []
    for index, text in enumerate(texts):
        seed = int.from_bytes(sha256(text.encode()).digest()[:8])
        vector = np.random.default_rng(seed).standard_normal(body.get("dimensions", 1536))
        rows.append({"object": "embedding", "index": index, "embedding": vector.tolist()})
    return {
        "object": "list",
        "data": rows,
        "model": body["model"],
        "usage": {"prompt_tokens": 5, "total_tokens": 5},
    }
