"""Errors that callers can expect; `core.api.problems` renders them as RFC 9457 problem details."""

from http import HTTPStatus
from typing import Any


class DomainError(Exception):
    """What happened, why and what to do, with a stable `code` and data for programs."""

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


class NotFound(DomainError):
    """The record does not exist, or the actor may not see it: the two look the same."""

    code = "not_found"
    status: int = HTTPStatus.NOT_FOUND


class Forbidden(DomainError):
    """The actor may see the record but not do this."""

    code = "forbidden"
    status: int = HTTPStatus.FORBIDDEN


class Conflict(DomainError):
    """The state changed, or does not allow this."""

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
    """A system that we call failed or was refused."""

    code = "upstream_failed"
    status: int = HTTPStatus.BAD_GATEWAY
