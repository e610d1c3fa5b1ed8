"""Reading requests: the actor, and typed values from bodies and queries."""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from rest_framework.exceptions import NotAuthenticated
from rest_framework.request import Request
from rest_framework.serializers import Serializer

from core.actors import Actor
from core.errors import Invalid

MAX_LIMIT = 100
DEFAULT_LIMIT = 25


def actor_of(request: Request) -> Actor:
    """The authenticated actor. Raises NotAuthenticated without one."""
    actor = request.auth
    if not isinstance(actor, Actor):
        raise NotAuthenticated
    return actor


def limit_of(request: Request, *, default: int = DEFAULT_LIMIT, maximum: int = MAX_LIMIT) -> int:
    """The `limit` of the query, from 1 to `maximum`; raises Invalid otherwise."""
    text = request.query_params.get("limit", "")
    if not text:
        return default
    # Python refuses to parse numbers with thousands of digits.
    if not (text.isascii() and text.isdigit() and len(text) < 10 and 1 <= int(text) <= maximum):
        raise Invalid(f"limit must be a number from 1 to {maximum}.", errors={"limit": ["Out of range."]})
    return int(text)


def integer_of(request: Request, name: str) -> int | None:
    """An optional whole number of the query; raises Invalid when it is not one."""
    text = request.query_params.get(name, "")
    if not text:
        return None
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Invalid(f"{name} must be a whole number.", errors={name: ["Not a whole number."]})
    return int(text)


def one_of(request: Request, name: str, values: Sequence[str]) -> str:
    """An optional choice of the query, empty where it is left out; raises Invalid for another value."""
    value = request.query_params.get(name, "")
    if value and value not in values:
        raise Invalid(f"There is no such {name}.", errors={name: [f"One of: {', '.join(values)}."]})
    return value


@lru_cache(maxsize=200)
def _kept(kind: type[Serializer[Any]]) -> Serializer[Any]:
    return kind()


def values_of(kind: type[Serializer[Any]], data: Any) -> dict[str, Any]:
    """
    The checked values of a body; raises DRF's ValidationError.

    One serializer of a kind serves all requests: making its fields for each costs more than checking a body.
    For serializers that look at nothing but the body.
    """
    if data is None:
        kind(data=data).is_valid(raise_exception=True)
    values: dict[str, Any] = dict(_kept(kind).run_validation(data))
    return values


def checked_change(data: Serializer[Any], request: Request) -> dict[str, Any]:
    """A serializer's values for a change; unknown fields were already refused before the view ran."""
    data.is_valid(raise_exception=True)
    values: dict[str, Any] = dict(data.validated_data)
    return values


def body_of(request: Request) -> dict[str, Any]:
    """The body as a JSON object; raises Invalid for anything else."""
    data = request.data
    if not isinstance(data, dict):
        raise Invalid("The body must be a JSON object.")
    return data
