"""What an action must have before it may be kept: every rule, and words that say what to correct."""

import re
from collections.abc import Collection, Mapping, Sequence
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from assistant.actions import declared
from assistant.actions.configured import (
    AMOUNT,
    CHOICE,
    INTEGER,
    TEXT,
    Action,
    Input,
    Request,
    action_find,
)
from assistant.actions.declared import HTTP, LOOKUP
from assistant.actions.inputs import mask_pattern
from assistant.actions.requests import (
    HEADER_NAME,
    KEPT_HEADERS,
    MAX_TIMEOUT,
    METHODS,
    SUBJECT_PLACES,
    body_fault,
    host_of,
    is_path,
    names_subject,
    places_of,
)
from assistant.actions.saying import places_in
from core.errors import Invalid

MAX_ACTIONS, MAX_INPUTS, MAX_RESULTS, MAX_HEADERS = 40, 5, 20, 10
_NAME = re.compile(r"[a-z][a-z0-9_]{0,39}")
_RESERVED = frozenset(("sure", "contact", "company"))


def check_actions(actions: Sequence[Action], secrets: Mapping[str, str]) -> None:
    """Raise Invalid naming the action and what to correct; `secrets` are the hosts of the stored ones."""
    if len(actions) > MAX_ACTIONS:
        raise Invalid(f"At most {MAX_ACTIONS} actions are possible.", errors={"actions": ["Too many."]})
    keys = [one.key for one in actions]
    twice = sorted({key for key in keys if keys.count(key) > 1})
    if twice:
        raise Invalid("Each action needs a key of its own.", errors={"actions": [f"Used twice: {twice[0]}."]})
    for action in actions:
        fault = action_fault(action, actions, secrets)
        if fault is not None:
            field, why = fault
            raise Invalid(f"{action.label}: {why}", errors={f"actions.{action.key}.{field}": [why]})


def action_fault(
    action: Action, actions: Collection[Action], secrets: Mapping[str, str]
) -> tuple[str, str] | None:
    """The first field of an action that is wrong, and why; None if all is well."""
    own = _input_fault(action)
    if own is not None:
        return own
    found = _request_fault(action, secrets) if action.source == HTTP else _declared_fault(action)
    return found or _words_fault(action) or (_write_fault(action, actions) if action.is_write else None)


def _input_fault(action: Action) -> tuple[str, str] | None:
    names = [one.name for one in action.inputs]
    if len(names) > MAX_INPUTS or len(set(names)) < len(names):
        return "inputs", f"At most {MAX_INPUTS} values, each with a name of its own."
    for one in action.inputs:
        if not _NAME.fullmatch(one.name) or one.name in _RESERVED:
            return "inputs", "A name has small letters, digits and _ and begins with a letter."
        why = _form_fault(one)
        if why:
            return "inputs", f"{one.name}: {why}"
    return None


def _form_fault(one: Input) -> str:
    if one.kind == TEXT:
        try:
            mask_pattern(one.mask)
        except ValueError as error:
            return str(error)
    if one.kind == CHOICE and not any(one.choices):
        return "A choice needs the values that are allowed."
    if one.kind in (INTEGER, AMOUNT) and one.largest is None:
        return "Say how large it may be at most."
    return ""


def _declared_fault(action: Action) -> tuple[str, str] | None:
    source = declared.find(action.source)
    if source is None:
        return "source", "There is no such source on this installation. Choose another."
    if source.kind != action.kind:
        return "kind", f"{source.label} is a {source.kind}."
    if action.inputs:
        return "inputs", "This source takes no values from messages."
    if source.option and not action.option.strip():
        return "option", f"Fill in: {source.option}."
    return None


def _request_fault(action: Action, secrets: Mapping[str, str]) -> tuple[str, str] | None:
    request = action.request
    if request.method not in METHODS[action.kind]:
        return "request.method", f"A {action.kind} uses {' or '.join(METHODS[action.kind])}."
    host = host_of(request.url)
    why = _address_fault(request.url, host)
    if why:
        return "request.url", why
    names = {*SUBJECT_PLACES, *(one.name for one in action.inputs)}
    unknown = places_of(request) - names
    if unknown:
        return "request.url", f"There is no value called {min(unknown)}."
    why = body_fault(request.body, names)
    if why:
        return "request.body", why
    if not names_subject(request):
        return (
            "request.url",
            "Say whom it is about, with {contact.external_id} or {company.external_id}.",
        )
    if not 0 < request.timeout <= MAX_TIMEOUT:
        return "request.timeout", f"More than 0 and at most {MAX_TIMEOUT:g} seconds."
    return _secrets_fault(request, host, secrets) or _results_fault(action)


def _address_fault(url: str, host: str) -> str:
    parts = urlsplit(url) if host else None
    if parts is None or not url.isprintable() or " " in url:
        return "This is no address with a host of its own: placeholders stand in the path or the query."
    is_ours = bool({host, host.partition(":")[0]} & set(settings.OUTBOUND_ALLOWED_HOSTS))
    if parts.scheme != "https" and not (parts.scheme == "http" and is_ours):
        return "The address begins with https://: what is sent must not be read on the way."
    return ""


def _secrets_fault(request: Request, host: str, secrets: Mapping[str, str]) -> tuple[str, str] | None:
    if len(request.headers) > MAX_HEADERS:
        return "request.headers", f"At most {MAX_HEADERS} headers."
    for one in request.headers:
        if not HEADER_NAME.fullmatch(one.name) or one.name.lower() in KEPT_HEADERS:
            return "request.headers", f"{one.name[:40]} cannot be set here."
        if not one.value.isprintable() or not one.value.isascii() or (one.value and one.secret):
            return "request.headers", f"{one.name}: a value of plain signs, or a stored secret."
    if not request.sign_with:
        return "request.sign_with", "Choose the secret it is signed with, so that the receiver knows us."
    for name in (request.sign_with, *(one.secret for one in request.headers if one.secret)):
        if secrets.get(name) != host:
            return "request.sign_with", f"The secret {name[:60]} is not stored for {host}."
    return None


def _results_fault(action: Action) -> tuple[str, str] | None:
    results, request = action.request.results, action.request
    names = [one.name for one in results]
    if len(names) > MAX_RESULTS or len(set(names)) < len(names):
        return "request.results", f"At most {MAX_RESULTS} facts, each with a name of its own."
    wrong = next((one for one in results if not (_NAME.fullmatch(one.name) and is_path(one.path))), None)
    if wrong is not None:
        return "request.results", f"{wrong.name[:40]}: a path looks like plan.name or items[0].state."
    if request.owner_path and not is_path(request.owner_path):
        return "request.owner_path", "A path looks like company.id or items[0].owner."
    if action.kind == LOOKUP and not results:
        return "request.results", "A lookup needs at least one fact."
    if action.kind == LOOKUP and action.inputs and not request.owner_path:
        return (
            "request.owner_path",
            "It takes a value from the message, so the answer must say whose the object is. Give the path.",
        )
    return None


def facts_of(action: Action) -> set[str]:
    """The names that an action's words may use."""
    source = declared.find(action.source)
    own = {one.name for one in action.request.results} if action.source == HTTP else set()
    return own | {one.name for one in action.inputs} | set(source.facts if source is not None else ())


def _words_fault(action: Action) -> tuple[str, str] | None:
    languages = [one.language for one in action.answers]
    if len(set(languages)) < len(languages):
        return "answers", "One text for each language."
    for one in action.answers:
        unknown = places_in(one.text) - facts_of(action)
        if unknown:
            return "answers", f"There is no fact called {min(unknown)}."
    if action.is_on and not any(one.text.strip() for one in action.answers):
        return "answers", "Say what the customer is told."
    if action.is_on and not any(one.strip() for one in action.examples):
        return "examples", "Give at least one question it is for."
    return None


def _write_fault(action: Action, actions: Collection[Action]) -> tuple[str, str] | None:
    if action.approval == "automatic" and not action.automatic_categories:
        return "automatic_categories", "Choose the categories in which nobody has to approve it."
    amounts = {one.name for one in action.inputs if one.kind == AMOUNT}
    if amounts and (action.amount_input not in amounts or action.max_amount is None):
        return "amount_input", "It takes an amount: name it, and the most that it may be."
    if action.amount_input and action.amount_input not in amounts:
        return "amount_input", "There is no such amount among its values."
    if action.source != HTTP or not any(one.kind == TEXT for one in action.inputs):
        return None
    check: Any = action_find(actions, action.check_with)
    if check is None or check.is_write or not check.request.owner_path or not check.is_on:
        return "check_with", "Choose a lookup that finds out whether the object is the customer's."
    texts = {one.name: one.mask for one in action.inputs if one.kind == TEXT}
    if {one.name: one.mask for one in check.inputs} != texts:
        return "check_with", f"{check.label} must take the same values: {', '.join(sorted(texts))}."
    return None
