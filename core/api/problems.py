"""Every error as an RFC 9457 problem document: what happened, why, what to do, and a request id."""

import logging
from http import HTTPStatus
from typing import Any

from django.core.exceptions import PermissionDenied, RequestDataTooBig, SuspiciousOperation
from django.http import Http404
from rest_framework import exceptions
from rest_framework.response import Response

from core.errors import DomainError, RateLimited
from core.request_id import current_request_id

logger = logging.getLogger(__name__)

CONTENT_TYPE = "application/problem+json"
_TITLES = {
    400: "The request could not be read",
    401: "Sign in first",
    403: "Not allowed",
    404: "Not found",
    405: "This method does not exist here",
    406: "Not available in this format",
    409: "The state has changed",
    411: "The length is missing",
    412: "Somebody changed this in between",
    413: "Too large",
    415: "Unsupported content type",
    422: "Some values are not valid",
    429: "Too many requests",
    502: "Another system did not answer",
}


def document(status: int, detail: str, *, code: str, **data: Any) -> dict[str, Any]:
    """The members of a problem document; `data` adds members of this kind of problem."""
    return data | {
        "type": f"/docs/errors#{code}",
        "title": _TITLES.get(status, HTTPStatus(status).phrase),
        "status": status,
        "detail": detail,
        "code": code,
        "request_id": current_request_id(),
    }


def problem_response(error: Exception, context: dict[str, Any]) -> Response | None:
    """DRF's exception handler: renders expected errors and lets unexpected ones propagate."""
    headers: dict[str, str] = {}
    if isinstance(error, Http404):
        error = exceptions.NotFound("There is nothing here, or you may not see it.")
    elif isinstance(error, PermissionDenied):
        error = exceptions.PermissionDenied()
    elif isinstance(error, RequestDataTooBig):
        body = document(413, "The body is larger than 2 MB. Send files as attachments.", code="too_large")
        return Response(body, status=413, content_type=CONTENT_TYPE)
    elif isinstance(error, SuspiciousOperation):
        error = exceptions.ParseError(
            "The form or the query has more fields or files than are taken at once."
        )

    if isinstance(error, DomainError):
        if isinstance(error, RateLimited) and "retry_after" in error.data:
            headers["Retry-After"] = str(error.data["retry_after"])
        body = document(int(error.status), error.message, code=error.code, **error.data)
        return Response(body, status=int(error.status), headers=headers, content_type=CONTENT_TYPE)
    if not isinstance(error, exceptions.APIException):
        return None

    status = error.status_code
    data: dict[str, Any] = {}
    if isinstance(error, exceptions.ValidationError):
        status = 422
        data["errors"] = _field_errors(error.detail)
        detail = "Check these fields: " + ", ".join(data["errors"]) + "."
        code = "invalid"
    else:
        detail = str(error.detail)
        code = str(error.get_codes() if isinstance(error.get_codes(), str) else error.default_code)
    if getattr(error, "auth_header", None):
        headers["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]  # the framework sets it on authentication errors
    wait = getattr(error, "wait", None)
    if wait is not None:
        headers["Retry-After"] = str(int(wait) + 1)
    body = document(status, detail, code=code, **data)
    return Response(body, status=status, headers=headers, content_type=CONTENT_TYPE)


def _field_errors(detail: Any, prefix: str = "") -> dict[str, list[str]]:
    if isinstance(detail, dict):
        found: dict[str, list[str]] = {}
        for key, value in detail.items():
            found |= _field_errors(value, f"{prefix}.{key}" if prefix else str(key))
        return found
    if isinstance(detail, list) and any(isinstance(item, dict | list) for item in detail):
        found = {}
        for index, item in enumerate(detail):
            if item:
                found |= _field_errors(item, f"{prefix}[{index}]")
        return found
    items = detail if isinstance(detail, list) else [detail]
    return {prefix or "body": [str(item) for item in items]}
