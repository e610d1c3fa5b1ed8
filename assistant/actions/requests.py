"""
Requests of actions: made of an admin's template, signed, and read with a path for each fact.

A value that stood in a customer's message only ever fills a place in the path, the query or the body; host
and scheme are the admin's alone. The receiver knows us by `Candor-Signature: t=MOMENT,v1=HEX`, HMAC-SHA256
with the shared secret over `MOMENT.METHOD.URL.CONTEXT.BODY`; the context, base64 of JSON, says for whom it
is.
"""

import base64
import hmac
import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from hashlib import sha256
from typing import Any
from urllib.parse import quote, urlsplit

import orjson

from assistant.actions.configured import Action, Request
from assistant.actions.declared import Found, Subject
from assistant.actions.saying import clean_fact
from core import http
from core.errors import UpstreamFailed

METHODS = {"lookup": ("GET", "POST"), "write": ("POST", "PUT", "PATCH", "DELETE")}
SUBJECT_PLACES = ("contact.id", "contact.external_id", "company.id", "company.external_id")
MAX_BYTES, MAX_SHOWN, MAX_TIMEOUT = 256 * 1024, 4000, 15.0
KEPT_HEADERS = frozenset(
    ("host", "content-length", "content-type", "candor-signature", "candor-context", "idempotency-key",
     "transfer-encoding", "connection", "cookie", "accept-encoding")
)  # fmt: skip
HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,60}")
SECRET_SHOWN = "••••"  # noqa: S105 (what stands in its place)
_PLACE = re.compile(r"\{([a-z][a-z0-9_.]{0,60})\}")
_QUOTED_PLACE = re.compile(r'"\{([a-z][a-z0-9_.]{0,60})\}"')
_STEP = re.compile(r"([A-Za-z0-9_-]{1,60})((?:\[[0-9]{1,3}\]){0,3})(?:\.|$)")
DONE, REFUSED, IN_DOUBT, FAILED = "done", "refused", "in_doubt", "failed"


@dataclass(frozen=True, slots=True)
class Prepared:
    """A request as it will be sent, without the secrets; `shown` is what people read of it."""

    method: str
    url: str
    body: bytes
    context: str
    shown: str


@dataclass(frozen=True, slots=True)
class Reply:
    """
    How a request ended: `done`, `refused` (it was not done), `failed` (it never left, or only read) or
    `in_doubt`. `data` is the JSON of the answer.
    """

    outcome: str
    status: int | None = None
    data: Any = None
    error: str = ""


class MissingPlace(Exception):
    """The subject has no such id, so nothing can be asked about it; the text names it."""


def host_of(url: str) -> str:
    """The host of a template, with its port if it names one; empty for what has none without placeholders."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return ""
    if "{" in parts.netloc or "}" in parts.netloc or parts.username or parts.password or parts.fragment:
        return ""
    return f"{host}:{port}" if port else host


def places_of(request: Request) -> set[str]:
    """The names of all placeholders of a request."""
    return set(_PLACE.findall(request.url)) | set(_PLACE.findall(request.body))


def names_subject(request: Request) -> bool:
    """Whether the request itself says whom it is about."""
    return bool(places_of(request) & set(SUBJECT_PLACES))


def values_of(subject: Subject, inputs: Mapping[str, str]) -> dict[str, str]:
    """What stands for each placeholder; an id that the subject does not have is left out."""
    company = "" if subject.company_id is None else str(subject.company_id)
    own = {
        "contact.id": str(subject.contact_id),
        "contact.external_id": subject.contact_external_id,
        "company.id": company,
        "company.external_id": subject.company_external_id,
    }
    return {name: value for name, value in own.items() if value} | dict(inputs)


def prepared(action: Action, subject: Subject, inputs: Mapping[str, str], *, key: str) -> Prepared:
    """The request of an action. Raises MissingPlace."""
    request, values = action.request, values_of(subject, inputs)
    missing = sorted(places_of(request) - set(values))
    if missing:
        raise MissingPlace(missing[0])
    url = _PLACE.sub(lambda found: _part(values[found.group(1)]), request.url)
    body = b""
    if request.body and request.method != "GET":
        body = _QUOTED_PLACE.sub(
            lambda found: orjson.dumps(values[found.group(1)]).decode(), request.body
        ).encode()
    context = orjson.dumps(
        {
            "action": action.key,
            "key": key,
            "contact": {"id": subject.contact_id, "external_id": subject.contact_external_id},
            "company": {"id": subject.company_id, "external_id": subject.company_external_id},
            "ticket": subject.ticket_id,
        }
    )
    shown = f"{request.method} {url}\n" + "".join(
        f"{one.name}: {SECRET_SHOWN if one.secret else one.value}\n" for one in request.headers
    )
    if body:
        shown += "\n" + body.decode()
    return Prepared(request.method, url, body, base64.b64encode(context).decode(), shown[:MAX_SHOWN])


def _part(value: str) -> str:
    # Dots alone would lead elsewhere in the path.
    if not value.strip("."):
        raise MissingPlace(value)
    return quote(value, safe="")


def signature(one: Prepared, *, secret: str, moment: int) -> str:
    """The value of `Candor-Signature`."""
    signed = f"{moment}.{one.method}.{one.url}.{one.context}.".encode() + one.body
    return f"t={moment},v1={hmac.new(secret.encode(), signed, sha256).hexdigest()}"


def sent(action: Action, one: Prepared, *, secrets: Mapping[str, str], key: str, moment: int) -> Reply:
    """
    Send a request once, without following a redirect. Never raises for what the other side does.

    A write whose answer got lost, or that its system answered with a fault of its own, is in doubt.
    """
    request = action.request
    headers = {header.name: secrets[header.secret] if header.secret else header.value
               for header in request.headers}  # fmt: skip
    headers |= {
        "Accept": "application/json",
        "Candor-Context": one.context,
        "Candor-Signature": signature(one, secret=secrets[request.sign_with], moment=moment),
    }
    if one.body:
        headers["Content-Type"] = "application/json"
    if action.is_write:
        headers["Idempotency-Key"] = key
    try:
        answer = http.fetch(
            one.method,
            one.url,
            headers=headers,
            content=one.body or None,
            max_bytes=MAX_BYTES,
            max_seconds=min(request.timeout, MAX_TIMEOUT),
            follow_redirects=False,
        )
    except UpstreamFailed as error:
        is_lost = action.is_write and not http.never_left(error)
        return Reply(IN_DOUBT if is_lost else FAILED, error=error.message[:300])
    return _reply(action, answer.status_code, answer.content)


def _reply(action: Action, status: int, content: bytes) -> Reply:
    try:
        data = orjson.loads(content) if content else None
    except orjson.JSONDecodeError:
        data = None
    if 200 <= status < 300:
        return Reply(DONE, status, data)
    if status >= 500 and action.is_write:
        return Reply(IN_DOUBT, status, None, f"The system answered {status}.")
    return Reply(REFUSED if status < 500 else FAILED, status, None, f"The system answered {status}.")


def value_at(data: Any, path: str) -> Any:
    """What stands at a path (`items[0].state`) of an answer; None where nothing does."""
    at, found = 0, data
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None or step.end() == at or not isinstance(found, dict):
            return None
        found = found.get(step.group(1))
        for index in re.findall(r"[0-9]{1,3}", step.group(2)):
            if not isinstance(found, list) or int(index) >= len(found):
                return None
            found = found[int(index)]
        at = step.end()
    return found


def is_path(path: str) -> bool:
    """Whether it can be a path."""
    at = 0
    while at < len(path):
        step = _STEP.match(path, at)
        if step is None:
            return False
        at = step.end()
    return bool(path) and not path.endswith(".")


def is_theirs(request: Request, data: Any, subject: Subject) -> bool:
    """Whether an answer is about the subject's own; always, where the request gives no path to its owner."""
    if not request.owner_path:
        return True
    is_company = request.owner == "company"
    owner = subject.company_external_id if is_company else subject.contact_external_id
    told = value_at(data, request.owner_path)
    return bool(owner) and isinstance(told, str | int) and not isinstance(told, bool) and str(told) == owner


def facts_in(request: Request, data: Any, subject: Subject) -> Found:
    """The facts of an answer; none at all where it is about somebody else's."""
    if not is_theirs(request, data, subject):
        return Found({}, subject.now)
    facts = {
        one.name: clean_fact(value_at(data, one.path), one.kind, subject.language) for one in request.results
    }
    return Found({name: value for name, value in facts.items() if value}, subject.now)


def body_fault(body: str, names: Collection[str]) -> str:
    """Why a body cannot be sent, in words: it is JSON, with placeholders only as whole texts."""
    if not body:
        return ""
    unknown = set(_PLACE.findall(body)) - set(names)
    if unknown:
        return f"There is no value called {min(unknown)}."
    tried = _QUOTED_PLACE.sub('"x"', body)
    if _PLACE.search(tried):
        return 'A placeholder in the body stands in quotes and alone: "{name}".'
    try:
        orjson.loads(tried)
    except orjson.JSONDecodeError:
        return "The body is not JSON."
    return ""
