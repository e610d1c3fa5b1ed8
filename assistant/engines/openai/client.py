"""Calls to the provider: structured outputs, timeouts, budget, breaker. Failures are UpstreamFailed."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any

import openai
from httpx2 import HTTPError
from openai import OpenAI

from assistant.engines.openai import budget
from assistant.engines.openai.breaker import Breaker
from core.errors import UpstreamFailed

MAX_OUTPUT_TOKENS = 4000
# The client does not wrap malformed bodies or connections lost in the middle of a stream.
_FAILURES = (openai.OpenAIError, HTTPError, ValueError)
MAX_REPLY = 60_000
OnJSON = Callable[[str], None]
"""Called with the whole reply so far, each time it grows."""


class Provider:
    """One endpoint and model."""

    def __init__(
        self, *, base_url: str, api_key: str, model: str, embedding_model: str, timeout: float
    ) -> None:
        self.model, self.embedding_model = model, embedding_model
        self._breaker = Breaker(f"{base_url}:{model}")
        # Local endpoints need no key, but the client insists on one.
        self._client = OpenAI(base_url=base_url, api_key=api_key or "none", timeout=timeout, max_retries=1)

    def structured(
        self,
        *,
        capability: str,
        instructions: str,
        data: Mapping[str, Any],
        schema: Mapping[str, Any],
        on_json: OnJSON | None = None,
    ) -> dict[str, Any]:
        """
        A reply that conforms to `schema`.

        `data` goes in as one JSON document in the user's message, so nothing in it can pass for our
        instructions. Raises UpstreamFailed when the provider is down, slow, over budget, refuses, or returns
        anything else.
        """
        self._check()
        messages: list[dict[str, str]] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ]
        wanted = {
            "type": "json_schema",
            "json_schema": {"name": capability, "strict": True, "schema": dict(schema)},
        }
        with self._counted(capability):
            if on_json is not None:
                content, used = self._streamed(messages, wanted, on_json)
            else:
                content, used = self._whole(messages, wanted)
            reply = _parsed(content, schema)
        budget.note(engine=self.model, capability=capability, input_tokens=used[0], output_tokens=used[1])
        return reply

    @contextmanager
    def _counted(self, capability: str) -> Iterator[None]:
        """Tell the breaker and the budget how a call ends; every failure becomes UpstreamFailed."""
        try:
            yield
        except (*_FAILURES, UpstreamFailed) as error:
            self._breaker.failed()
            budget.note(engine=self.model, capability=capability, has_failed=True)
            if isinstance(error, UpstreamFailed):
                raise
            raise UpstreamFailed(f"The model provider failed: {_short(error)}") from error
        self._breaker.succeeded()

    def tool_call(
        self,
        *,
        capability: str,
        instructions: str,
        data: Mapping[str, Any],
        tools: Sequence[Mapping[str, Any]],
    ) -> tuple[str, dict[str, Any]] | None:
        """
        The tool that the model calls, with its arguments; None if it calls none.

        More than one call, an unknown tool or arguments that are no object count as none: nothing is done by
        half. Raises UpstreamFailed.
        """
        self._check()
        messages: list[Any] = [
            {"role": "system", "content": instructions},
            {"role": "user", "content": json.dumps(data, ensure_ascii=False)},
        ]
        wanted: Any = list(tools)
        with self._counted(capability):
            reply = self._client.chat.completions.create(
                model=self.model,
                messages=messages,
                tools=wanted,
                tool_choice="auto",
                parallel_tool_calls=False,
                max_completion_tokens=MAX_OUTPUT_TOKENS,
            )
            if not reply.choices:
                raise UpstreamFailed("The model provider answered nothing.")
        used = (reply.usage.prompt_tokens, reply.usage.completion_tokens) if reply.usage else (0, 0)
        budget.note(engine=self.model, capability=capability, input_tokens=used[0], output_tokens=used[1])
        return _called(reply.choices[0].message.tool_calls, {one["function"]["name"] for one in tools})

    def embed(self, texts: Sequence[str], dimension: int) -> list[list[float]]:
        """Vectors of texts, none of which may be empty. Raises UpstreamFailed."""
        self._check()
        try:
            reply = self._client.embeddings.create(
                model=self.embedding_model, input=list(texts), dimensions=dimension, encoding_format="float"
            )
        except _FAILURES as error:
            self._breaker.failed()
            budget.note(engine=self.embedding_model, capability="embed", has_failed=True)
            raise UpstreamFailed(f"The model provider failed: {_short(error)}") from error
        vectors = [row.embedding for row in sorted(reply.data, key=lambda row: row.index)]
        if len(vectors) != len(texts):
            self._breaker.failed()
            raise UpstreamFailed("The model provider answered another number of vectors than asked for.")
        self._breaker.succeeded()
        budget.note(engine=self.embedding_model, capability="embed", input_tokens=reply.usage.prompt_tokens)
        return vectors

    def _check(self) -> None:
        if self._breaker.is_open:
            raise UpstreamFailed("The model provider failed several times and is left alone for a minute.")
        if budget.is_spent():
            raise UpstreamFailed("Today's budget for model calls is spent.")

    def _whole(self, messages: Any, wanted: Any) -> tuple[str, tuple[int, int]]:
        reply = self._client.chat.completions.create(
            model=self.model,
            messages=messages,
            response_format=wanted,
            max_completion_tokens=MAX_OUTPUT_TOKENS,
        )
        if not reply.choices:
            raise UpstreamFailed("The model provider answered nothing.")
        message = reply.choices[0].message
        if message.refusal:
            raise UpstreamFailed("The model refused to answer.")
        used = (reply.usage.prompt_tokens, reply.usage.completion_tokens) if reply.usage else (0, 0)
        return message.content or "", used

    def _streamed(self, messages: Any, wanted: Any, on_json: OnJSON) -> tuple[str, tuple[int, int]]:
        content, used = "", (0, 0)
        stream = self._client.chat.completions.create(
            model=self.model,
            messages=messages,
            response_format=wanted,
            max_completion_tokens=MAX_OUTPUT_TOKENS,
            stream=True,
            stream_options={"include_usage": True},
        )
        with stream:
            for chunk in stream:
                if chunk.usage is not None:
                    used = (chunk.usage.prompt_tokens, chunk.usage.completion_tokens)
                if not chunk.choices:
                    continue
                delta = chunk.choices[0].delta
                if delta.refusal:
                    raise UpstreamFailed("The model refused to answer.")
                if delta.content:
                    content += delta.content
                    on_json(content)
                if len(content) > MAX_REPLY:
                    raise UpstreamFailed("The model's answer does not end.")
        return content, used


def _called(calls: Any, names: set[str]) -> tuple[str, dict[str, Any]] | None:
    if not calls or len(calls) != 1 or calls[0].type != "function" or calls[0].function.name not in names:
        return None
    try:
        arguments = json.loads(calls[0].function.arguments)
    except ValueError:
        return None
    return (calls[0].function.name, arguments) if isinstance(arguments, dict) else None


def _parsed(content: str, schema: Mapping[str, Any]) -> dict[str, Any]:
    try:
        reply = json.loads(content)
    except ValueError as error:
        raise UpstreamFailed("The model's answer is not JSON.") from error
    missing = set(schema["required"]) - set(reply) if isinstance(reply, dict) else set(schema["required"])
    if missing:
        raise UpstreamFailed(f"The model's answer lacks {', '.join(sorted(missing))}.")
    return dict(reply)


def _short(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:300]
