"""What a sign-in that came back leads to."""

import json
import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from core import audit
from core.actors import SYSTEM
from integrations.sign_on import oidc, saml
from integrations.sign_on.facts import Facts, text_of
from integrations.sign_on.models import Attempt, Kind, Purpose
from integrations.sign_on.problems import Problem, Refused
from integrations.sign_on.services.attempts import (
    attempt_fail,
    attempt_keep,
    attempt_provider,
    attempt_resume,
    attempt_take,
    attempt_ticket,
    attempt_write,
    client_of,
    party_of,
)
from integrations.sign_on.services.people_of import person_sign_in, require_lasting, require_proven
from people.models import User

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Ended:
    """
    `user` is signed in, or `problem` says why nobody is; of a test there is neither. `attempt` is None where
    nothing was begun.
    """

    attempt: Attempt | None
    user: User | None = None
    facts: Facts | None = None
    problem: str = ""


def oidc_return(*, query: Mapping[str, str], browser: str, now: datetime) -> Ended:
    """Take what the browser brought back from an OpenID Connect provider; speaks to the provider."""
    try:
        attempt = attempt_take(state=query.get("state", ""), kind=Kind.OIDC, browser=browser, now=now)
    except Refused as refused:
        return _nothing(refused)
    try:
        if query.get("error") or not query.get("code"):
            told = text_of(query.get("error_description")) or text_of(query.get("error"))
            raise Refused(Problem.CANCELED, told or "It came back without a code.")
        facts = oidc.facts(
            client_of(attempt.provider),
            code=query["code"],
            nonce=attempt.nonce,
            verifier=attempt.verifier,
            issuer=query.get("iss", ""),
        )
    except Refused as refused:
        return _failed(attempt, refused, now=now)
    return _end(attempt, facts, now=now)


def saml_answer(*, response: str, relay_state: str, now: datetime) -> str:
    """
    Check an answer that a SAML provider had posted, and keep it for the browser that began the sign-in.

    Returns the ticket with which that browser comes for it; empty for an answer to nothing that we asked.
    """
    try:
        attempt = attempt_take(state=relay_state, kind=Kind.SAML, now=now)
    except Refused:
        return ""
    try:
        attempt_keep(
            attempt, saml.facts(party_of(attempt.provider), response=response, request_id=attempt.nonce)
        )
    except Refused as refused:
        logger.warning("A SAML answer was refused", extra={"reason": str(refused)})
        attempt_fail(attempt, refused, now=None)
    return attempt_ticket(attempt)


def saml_return(*, state: str, ticket: str, browser: str, now: datetime) -> Ended:
    """The browser comes back with its cookie and its ticket for what `saml_answer` kept."""
    try:
        attempt = attempt_resume(state=state, ticket=ticket, browser=browser, now=now)
    except Refused as refused:
        return _nothing(refused)
    if attempt.problem:
        return Ended(attempt, problem=attempt.problem)
    return _end(attempt, Facts.of_json(json.loads(attempt.answer)), now=now)


def _end(attempt: Attempt, facts: Facts, *, now: datetime) -> Ended:
    if attempt.purpose == Purpose.TEST:
        try:
            return _end_test(attempt, facts, now=now)
        except Refused as refused:
            return _failed(attempt, refused, now=now)
    try:
        with transaction.atomic():
            user = person_sign_in(provider=attempt_provider(attempt), facts=facts, now=now)
    except Refused as refused:
        audit.record(
            actor=SYSTEM,
            action="sign_on.refused",
            target=f"sign_on:{attempt.provider.public_id}",
            now=now,
            data={"problem": refused.problem.value, "subject": facts.subject, "email": facts.email},
        )
        return _failed(attempt, refused, now=now)
    attempt_write(attempt, ended_at=now, answer="")
    return Ended(attempt, user=user, facts=facts)


@transaction.atomic
def _end_test(attempt: Attempt, facts: Facts, *, now: datetime) -> Ended:
    """A test signs nobody in and links nobody; it shows what came, and proves the settings if it may."""
    provider, problem, detail = attempt_provider(attempt), "", ""
    try:
        require_lasting(facts)
        require_proven(provider, facts)
    except Refused as refused:
        problem, detail = refused.problem.value, refused.detail[:400]
    else:
        provider.tested_at, provider.tested_by_id = now, attempt.user_id
        provider.save(update_fields=["tested_at", "tested_by"])
    answer = json.dumps(facts.as_json())
    attempt_write(attempt, answer=answer, ended_at=now, problem=problem, detail=detail)
    audit.record(
        actor=SYSTEM,
        action="sign_on.tested",
        target=f"sign_on:{provider.public_id}",
        now=now,
        data={"by": f"staff:{attempt.user_id}", "problem": attempt.problem, "email": facts.email},
    )
    return Ended(attempt, facts=facts, problem=attempt.problem)


def _failed(attempt: Attempt, refused: Refused, *, now: datetime) -> Ended:
    logger.warning("A sign-in at a provider was refused", extra={"reason": str(refused)})
    attempt_fail(attempt, refused, now=now)
    return Ended(attempt, problem=refused.problem.value)


def _nothing(refused: Refused) -> Ended:
    return Ended(None, problem=refused.problem.value)
