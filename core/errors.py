"""Errors that callers should expect; `core.api.problems` renders them as RFC 9457 problem details."""

from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from http import HTTPStatus
from typing import Any


class DomainError(Exception):
    """An error that says what happened, why and what to do, with a stable `code` and data for programs."""

    code = "error"
    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, message: str, *, code: str | None = None, **data: Any) -> None:
        super().__init__(message)
        self.message = message
        self.code = code or self.code
        self.data = data


class Invalid(DomainError):
    """The input breaks a rule; `errors` maps field names to messages."""

    code = "invalid"
    status: int = HTTPStatus.UNPROCESSABLE_ENTITY


class UnknownFields(Invalid):
    """
    Names that are not known here, each with the known names and the closest of them.

    A mistyped name must not pass for a change, nor for a filter that matched everything.
    """

    code = "unknown_field"
    status: int = HTTPStatus.BAD_REQUEST

    def __init__(self, unknown: Mapping[str, Iterable[str]]) -> None:
        """`unknown` maps each unknown name, with its path, to the names that are known there."""
        errors = {name: [_known_instead(name, sorted(known))] for name, known in sorted(unknown.items())}
        names = ", ".join(errors)
        super().__init__(
            f"Unknown: {names}. {' '.join(text for texts in errors.values() for text in texts)}",
            errors=errors,
        )

    @classmethod
    def check(cls, given: Iterable[str], known: Iterable[str], *, within: str = "") -> None:
        """Raise UnknownFields when a given name is not known; `within` is the path to them."""
        names = set(known)
        unknown = {f"{within}.{name}" if within else str(name): names for name in given if name not in names}
        if unknown:
            raise cls(unknown)


def _known_instead(name: str, known: list[str]) -> str:
    last = name.rpartition(".")[2].rpartition("]")[2]
    if not known:
        return "Nothing is taken here."
    near = get_close_matches(last, known, n=1, cutoff=0.6)
    hint = f"Did you mean {near[0]}? " if near else ""
    return f"{hint}Known here: {', '.join(known)}."


class NotFound(DomainError):
    """The record does not exist, or the actor may not see it; callers cannot tell which."""

    code = "not_found"
    status: int = HTTPStatus.NOT_FOUND


class Forbidden(DomainError):
    """The actor may see the record but not do this."""

    code = "forbidden"
    status: int = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    """The state has changed, or does not allow this."""

    code = "conflict"
    status: int = HTTPStatus.CONFLICT


class PreconditionFailed(DomainError):
    """The caller's version is not the stored one."""

    code = "version_changed"
    status: int = HTTPStatus.PRECONDITION_FAILED


class TooLarge(DomainError):
    """The input is over a size limit."""

    code = "too_large"
    status: int = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class RateLimited(DomainError):
    """Too many calls; `retry_after` in seconds."""

    code = "rate_limited"
    status: int = HTTPStatus.TOO_MANY_REQUESTS


class UpstreamFailed(DomainError):
    """A system that we call has failed or refused the call."""

    code = "upstream_failed"
    status: int = HTTPStatus.BAD_GATEWAY
