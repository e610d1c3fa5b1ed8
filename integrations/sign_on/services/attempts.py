"""Sign-ins that were begun: what comes back is good once, soon, and in the browser that began it."""

import json
import secrets
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.models import Q

from core.actors import Actor
from core.cache import count
from core.errors import NotFound, RateLimited
from integrations.connections import oauth
from integrations.sign_on import oidc, saml
from integrations.sign_on.facts import Facts
from integrations.sign_on.models import Attempt, Kind, Provider, Purpose
from integrations.sign_on.problems import Problem, Refused
from integrations.sign_on.selectors.internal import attempt_open
from people.models.sessions import secret_digest
from people.policy import require
from people.services import own_account

GOOD_FOR = timedelta(minutes=15)
KEPT = timedelta(days=1)
_WINDOW, PER_CLIENT = 600, 200
"""How many sign-ins one address may begin in ten minutes: a whole office may stand behind it."""


@dataclass(frozen=True)
class Begun:
    """Where the browser goes, and what its cookie must hold when it comes back."""

    attempt: Attempt
    url: str = field(repr=False)


def client_of(provider: Provider) -> oidc.Client:
    """Ourselves at an OpenID Connect provider."""
    return oidc.Client(
        found=oidc.Discovered.of_json(provider.found),
        client_id=provider.client_id,
        client_secret=provider.client_secret,
        redirect_uri=redirect_uri(),
        groups_claim=provider.groups_claim,
    )


def party_of(provider: Provider) -> saml.Party:
    """The two sides of a SAML sign-in."""
    return saml.Party(
        our_id=metadata_url(),
        our_url=acs_url(),
        entity_id=provider.entity_id,
        sign_on_url=provider.sign_on_url,
        certificates=tuple(provider.certificates),
        email_claim=provider.email_claim,
        subject_claim=provider.subject_claim,
        groups_claim=provider.groups_claim,
    )


def redirect_uri() -> str:
    """Where OpenID Connect providers send the browser back to."""
    return f"{settings.PUBLIC_URL}/sign-on/callback"


def acs_url() -> str:
    """Where SAML providers post their answer to."""
    return f"{settings.PUBLIC_URL}/sign-on/saml/acs"


def metadata_url() -> str:
    """Our metadata; the address is our entity id too."""
    return f"{settings.PUBLIC_URL}/sign-on/saml/metadata"


def sign_in_begin(*, provider_id: str, browser: str, next_path: str, client: str, now: datetime) -> Begun:
    """
    Begin a sign-in of whoever it may be; `browser` is what only theirs holds, `client` its address.

    Raises NotFound for a provider that is not offered, RateLimited.
    """
    if count(f"sign_on:begin:{client}", timeout=_WINDOW) > PER_CLIENT:
        raise RateLimited("Too many sign-ins from here. Try again in ten minutes.", retry_after=_WINDOW)
    provider = Provider.objects.filter(public_id=provider_id, is_on=True).first()
    if provider is None:
        raise NotFound("This way to sign in is not offered any more. Reload the page.")
    return _begin(provider, Purpose.SIGN_IN, browser=browser, next_path=next_path, now=now)


def provider_test_begin(*, actor: Actor, provider: Provider, browser: str, now: datetime) -> Begun:
    """Begin a test. Raises Forbidden."""
    own_account(actor)
    require(actor, "security.write")
    return _begin(provider, Purpose.TEST, browser=browser, user_id=actor.staff_id, now=now)


@transaction.atomic
def _begin(
    provider: Provider,
    purpose: Purpose,
    *,
    browser: str,
    next_path: str = "",
    user_id: int | None = None,
    now: datetime,
) -> Begun:
    state, nonce, verifier = secrets.token_urlsafe(32), secrets.token_hex(20), oauth.new_verifier()
    if provider.kind == Kind.OIDC:
        url = oidc.address(client_of(provider), state=state, nonce=nonce, verifier=verifier)
    else:
        url, nonce = saml.request_url(party_of(provider), relay_state=state)
    attempt = Attempt.objects.create(
        provider=provider,
        purpose=purpose,
        user_id=user_id,
        state_digest=secret_digest(state),
        browser=secret_digest(browser),
        nonce=nonce,
        verifier=verifier,
        next_path=next_path,
        created_at=now,
        expires_at=now + GOOD_FOR,
    )
    return Begun(attempt, url)


@transaction.atomic
def attempt_take(*, state: str, kind: str, browser: str | None = None, now: datetime) -> Attempt:
    """
    What was begun with a state, which is used up from here on, whatever follows.

    `browser` None is for answers that a provider has a browser post across sites, which come without our
    cookie: the browser is asked for it afterwards (`attempt_resume`). Raises Refused alike for every reason.
    """
    found = attempt_open(secret_digest(state), now=now)
    found = found and Attempt.objects.select_for_update(of=("self",)).select_related("provider").get(
        pk=found.pk
    )
    is_theirs = found is not None and (browser is None or found.browser == secret_digest(browser))
    if found is None or not is_theirs or found.answered_at is not None or found.provider.kind != kind:
        raise Refused(Problem.EXPIRED)
    if found.purpose == Purpose.SIGN_IN and not found.provider.is_on:
        raise Refused(Problem.EXPIRED, "The provider was switched off meanwhile.")
    attempt_write(found, answered_at=now)
    return found


def attempt_write(attempt: Attempt, **values: Any) -> None:
    """Write columns of a sign-in that may have been removed, with its provider, in the meantime."""
    for name, value in values.items():
        setattr(attempt, name, value)
    Attempt.objects.filter(pk=attempt.pk).update(**values)


def attempts_void(provider: Provider, *, now: datetime) -> None:
    """End whatever was begun with a provider's settings of before, in the transaction that changes them."""
    Attempt.objects.filter(Q(ended_at=None) | Q(answered_at__gt=now - GOOD_FOR), provider=provider).update(
        ended_at=now, problem=Problem.EXPIRED.value, answer=""
    )


def attempt_provider(attempt: Attempt) -> Provider:
    """
    The provider of a sign-in that has come back, locked. Call it in a transaction.

    Raises Refused when it was removed, switched off or pointed elsewhere while its answer was checked.
    """
    provider = Provider.objects.select_for_update().filter(pk=attempt.provider_id).first()
    is_good = provider is not None and Attempt.objects.filter(pk=attempt.pk, problem="").exists()
    if provider is None or not is_good or (attempt.purpose == Purpose.SIGN_IN and not provider.is_on):
        raise Refused(Problem.EXPIRED, "The provider was changed meanwhile.")
    return provider


def attempt_keep(attempt: Attempt, facts: Facts) -> None:
    """Keep verified facts until the browser comes with its cookie and its ticket."""
    attempt_write(attempt, answer=json.dumps(facts.as_json()))


def attempt_ticket(attempt: Attempt) -> str:
    """
    A ticket for the browser that posted the answer.

    The cookie shows who began, the ticket who was signed in at the provider. Without it, somebody could
    begin, have another person's browser answer, and come for that person's session.
    """
    ticket = secrets.token_urlsafe(32)
    attempt_write(attempt, ticket_digest=secret_digest(ticket))
    return ticket


@transaction.atomic
def attempt_resume(*, state: str, ticket: str, browser: str, now: datetime) -> Attempt:
    """What `attempt_keep` kept, for the browser that both began and answered it, once. Raises Refused."""
    found = (
        Attempt.objects.select_for_update(of=("self",))
        .select_related("provider")
        .filter(
            state_digest=secret_digest(state),
            browser=secret_digest(browser),
            ticket_digest=secret_digest(ticket),
            answered_at__isnull=False,
            ended_at=None,
            expires_at__gt=now,
        )
        .first()
    )
    if found is None or not (found.answer or found.problem):
        raise Refused(Problem.EXPIRED)
    if found.purpose == Purpose.SIGN_IN and not found.provider.is_on:
        raise Refused(Problem.EXPIRED, "The provider was switched off meanwhile.")
    attempt_write(found, ended_at=now)
    return found


def attempt_fail(attempt: Attempt, refused: Refused, *, now: datetime | None) -> None:
    """Note why it came to nothing; `now` None leaves it open for the browser to hear of it."""
    attempt_write(attempt, problem=refused.problem.value, detail=refused.detail[:400], ended_at=now)


def attempts_clear(*, now: datetime) -> int:
    """Delete old sign-ins; returns how many."""
    ended = Attempt.objects.filter(Q(expires_at__lt=now - KEPT))
    return ended.delete()[0]
