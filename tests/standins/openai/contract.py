"""OpenAI's published request and answer schemas, from `../shared/contracts/openai`."""

import gzip
import json
from functools import lru_cache
from pathlib import Path
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match

FOLDER = Path(__file__).resolve().parents[4] / "shared" / "contracts" / "openai"
_FILES = {
    "chat": (
        "chat_completions.openapi.json.gz",
        "CreateChatCompletionRequest",
        "CreateChatCompletionResponse",
    ),
    "embeddings": ("embeddings.openapi.json", "CreateEmbeddingRequest", "CreateEmbeddingResponse"),
}


def is_here() -> bool:
    """Whether the contracts lie beside this repository."""
    return FOLDER.is_dir()


@lru_cache(maxsize=4)
def _document(name: str) -> dict[str, Any]:
    path = FOLDER / name
    text = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
    loaded: dict[str, Any] = json.loads(text)
    return loaded


@lru_cache(maxsize=8)
def _validator(kind: str, *, is_request: bool) -> Draft202012Validator:
    name, request, answer = _FILES[kind]
    document = _document(name)
    wanted = request if is_request else answer
    return Draft202012Validator(
        {"$ref": f"#/components/schemas/{wanted}", "components": document["components"]}
    )


def problem(kind: str, body: Any, *, is_request: bool) -> str:
    """What is wrong with a body by the contract; empty when nothing is."""
    error = best_match(_validator(kind, is_request=is_request).iter_errors(body))
    return "" if error is None else f"{'/'.join(map(str, error.absolute_path))}: {error.message}"[:500]
