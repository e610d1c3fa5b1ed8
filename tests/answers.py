"""
Every API answer is checked against the API description: status, content type, and body.

The tests call the program through this module's `Client`. It is stricter than the description itself: an
undeclared member is an error here, while clients should ignore it.
"""

import copy
import fnmatch
import json
import re
from collections.abc import Iterator
from functools import cache
from http import HTTPStatus
from typing import Any

from django.test import Client as DjangoClient
from django.urls import Resolver404
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012

BASE = "/api/v1/"
DOCUMENT = "urn:candor:description"
# They hold the description itself, in the form that the OpenAPI standard gives it.
UNDESCRIBED = {"/api/v1/schema", "/api/v1/docs"}
PROBLEM = "application/problem+json"
_BODILESS = {204, 304}


class Undescribed(AssertionError):
    """An answer is not what the description of the API says."""


class Client(DjangoClient):
    """Django's client, which believes no answer of the API that its description does not allow."""

    def request(self, **request: Any) -> Any:
        response = super().request(**request)
        # An exception of the program under test is that test's own subject.
        if getattr(response, "exc_info", None) is None:
            check(str(request.get("REQUEST_METHOD", "GET")), str(request.get("PATH_INFO", "")), response)
        return response


@cache
def description() -> dict[str, Any]:
    """The OpenAPI document as the program answers it."""
    from drf_spectacular.generators import SchemaGenerator

    made: dict[str, Any] = SchemaGenerator().get_schema(request=None, public=True)  # type: ignore[no-untyped-call]  # the library has no types here
    return json.loads(json.dumps(made, default=str))  # type: ignore[no-any-return]  # JSON


def closed(document: dict[str, Any]) -> dict[str, Any]:
    """A copy in which an object has no members but those that are declared."""
    found = copy.deepcopy(document)
    for part in _parts(found):
        if isinstance(part.get("properties"), dict):
            part.setdefault("additionalProperties", False)
    return found


def _parts(part: Any) -> Iterator[dict[str, Any]]:
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _parts(value)
    elif isinstance(part, list):
        for value in part:
            yield from _parts(value)


@cache
def _registry() -> "Registry[Any]":
    resource = Resource.from_contents(closed(description()), default_specification=DRAFT202012)
    found: Registry[Any] = Registry().with_resource(DOCUMENT, resource)
    return found


@cache
def validator(pointer: str) -> Draft202012Validator:
    """What validates against the part of the description at this JSON pointer."""
    return Draft202012Validator(
        {"$ref": f"{DOCUMENT}#{pointer}"}, registry=_registry(), format_checker=FormatChecker()
    )


def component(name: str) -> Draft202012Validator:
    """What validates against a component of the description."""
    return validator(f"/components/schemas/{name}")


def template_of(route: str) -> str:
    """The path of the description for a Django route."""
    return "/" + re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", route)


def check(method: str, path: str, response: Any) -> None:
    """Raise Undescribed when an answer of the API is not as it was described; others pass."""
    if not path.startswith(BASE) or path in UNDESCRIBED or method == "OPTIONS":
        return
    match = getattr(response, "resolver_match", None)
    try:
        template = template_of(match.route) if match is not None else path
    except Resolver404:
        # A host whose addresses are not those of the API.
        return
    operations = description()["paths"].get(template, {})
    operation = operations.get("get" if method == "HEAD" else method.lower())
    where = f"{method} {path} ({operation['operationId'] if operation else 'no such operation'})"
    status = response.status_code
    if operation is None:
        _check_problem(where, response)
        return
    declared = operation["responses"].get(str(status))
    if declared is None:
        if status < 400:
            raise Undescribed(f"{where} answers {status}, which is not described.")
        _check_problem(where, response)
        return
    place = f"/paths/{escaped(template)}/{'get' if method == 'HEAD' else method.lower()}/responses/{status}"
    _check_headers(where, declared, response)
    if method != "HEAD":
        _check_body(where, place, declared.get("content", {}), response)


def check_frame(name: str, frame: Any) -> None:
    """Raise Undescribed when a live message is not as the component `name` describes it."""
    _check_value(f"A live message ({name})", component(name), frame)


def _check_problem(where: str, response: Any) -> None:
    if response.status_code < 400 or _type_of(response) != PROBLEM:
        raise Undescribed(
            f"{where} answers {response.status_code} as {_type_of(response)!r}, which is neither "
            "described nor a problem document."
        )
    if response.content:
        _check_value(where, component("Problem"), json.loads(response.content))


def _check_headers(where: str, declared: dict[str, Any], response: Any) -> None:
    told = declared.get("headers", {})
    for name in told:
        header = description()["components"]["headers"][name]
        if header.get("required") and name not in response.headers:
            raise Undescribed(f"{where} lacks the header {name}.")
    for name in ("ETag", "Location", "Idempotency-Replayed"):
        if name in response.headers and name not in told and response.status_code != HTTPStatus.FOUND:
            raise Undescribed(f"{where} sends {name}, which is not described.")


def _check_body(where: str, place: str, content: dict[str, Any], response: Any) -> None:
    kind = _type_of(response)
    if not content or response.status_code in _BODILESS:
        if not response.streaming and response.content:
            raise Undescribed(
                f"{where} answers {response.status_code} with a body of {kind!r}; none is told."
            )
        return
    exact = str(response.headers.get("Content-Type", ""))
    found = (
        exact if exact in content else next((one for one in content if fnmatch.fnmatchcase(kind, one)), None)
    )
    if found is None:
        raise Undescribed(f"{where} answers {kind!r}; described are {', '.join(content)}.")
    if kind.endswith("json"):
        held = validator(f"{place}/content/{escaped(found)}/schema")
        _check_value(where, held, json.loads(response.content))


def _check_value(where: str, held: Draft202012Validator, value: Any) -> None:
    errors = [f"  {error.json_path}: {error.message[:300]}" for error in _leaves(held.iter_errors(value))]
    if errors:
        raise Undescribed("\n".join([f"{where} does not answer what is described:", *errors[:10]]))


def _leaves(errors: Any) -> Iterator[Any]:
    """What is wrong inside of the alternative that was meant, not only that none of them fits."""
    for error in errors:
        alternatives: dict[Any, list[Any]] = {}
        for one in error.context or []:
            alternatives.setdefault(one.schema_path[0], []).append(one)
        meant = [found for found in alternatives.values() if not any(_is_choice(one) for one in found)]
        if meant:
            yield from _leaves(meant[0])
        else:
            yield error


def _is_choice(error: Any) -> bool:
    """Whether an alternative does not fit because of the member that tells them apart."""
    return error.validator in ("enum", "type") and list(error.path)[-1:] in (["kind"], ["type"], ["step"], [])


def _type_of(response: Any) -> str:
    return str(response.headers.get("Content-Type", "")).partition(";")[0].strip().lower()


def escaped(part: str) -> str:
    """A part of a path as a JSON pointer inside of a URI reference has it."""
    pointer = part.replace("~", "~0").replace("/", "~1")
    return pointer.replace("{", "%7B").replace("}", "%7D").replace(" ", "%20")
