"""Codes and passkeys in many hands at the same moment: each is good once."""

import copy
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from allauth.mfa.totp.internal.auth import TOTP
from django.db import connection

from core import clock
from core.errors import DomainError
from people import factors
from people.models import CodeFailure, StaffSession, User
from people.services import codes
from people.services.accounts import WRONG_PASSWORDS
from people.services.passkeys import passkey_used
from people.services.proving import prove_by_password
from tests.api.people.test_factors import code_for
from tests.browsers import signed_in, with_password
from tests.cast import Cast

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("cheap_hashes")]
HANDS = 6


def at_once(call: Callable[[int], Any], hands: int = HANDS) -> list[Any]:
    """What each of many threads got, or the error that it met; each has a connection of its own."""
    ready = Barrier(hands)

    def run(number: int) -> Any:
        try:
            ready.wait(timeout=20)
            return call(number)
        except DomainError as error:
            return error
        finally:
            connection.close()

    with ThreadPoolExecutor(hands) as pool:
        return list(pool.map(run, range(hands)))


def enrolled(user: User) -> tuple[str, list[str]]:
    secret = factors.totp_secret()
    TOTP.activate(user, secret)
    return secret, RecoveryCodes.activate(user).generate_codes()


@pytest.mark.parametrize("kind", ["totp", "recovery_codes"])
def test_a_code_is_taken_once(cast: Cast, kind: str) -> None:
    secret, spare = enrolled(cast.agent)
    code, now = spare[4] if kind == "recovery_codes" else code_for(secret), clock.now()
    got = at_once(
        lambda number: codes.code_take(
            user_id=cast.agent.pk, code=code, tried=codes.Try("", f"192.0.2.{number}"), now=now
        )
    )
    assert got.count(kind) == 1
    assert sum(isinstance(one, codes.WrongCode) for one in got) == HANDS - 1
    left = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert len(left) == (9 if kind == "recovery_codes" else 10)


def test_two_different_recovery_codes_are_both_used_up(cast: Cast) -> None:
    _, spare = enrolled(cast.agent)
    now = clock.now()
    got = at_once(
        lambda number: codes.code_take(
            user_id=cast.agent.pk, code=spare[number], tried=codes.Try("", "192.0.2.1"), now=now
        )
    )
    assert got == ["recovery_codes"] * HANDS
    left = Authenticator.objects.get(type="recovery_codes").wrap().get_unused_codes()
    assert left == spare[HANDS:]


def test_guesses_at_once_do_not_pass_the_count_together(cast: Cast) -> None:
    enrolled(cast.agent)
    now = clock.now()
    tried = codes.Try("", "192.0.2.1")
    for _ in range(codes.SHORT_LIMIT - 2):
        CodeFailure.objects.create(user=cast.agent, client=tried.client, at=now - timedelta(seconds=1))
    got = at_once(lambda _: codes.code_take(user_id=cast.agent.pk, code="000000", tried=tried, now=now))
    assert sum(isinstance(one, codes.WrongCode) for one in got) == 2
    assert CodeFailure.objects.count() == codes.SHORT_LIMIT


def test_a_count_of_a_passkey_is_taken_once(cast: Cast) -> None:
    from tests.api.people.test_passkeys import added
    from tests.passkeys import Passkey

    key = Passkey()
    added(signed_in(cast.agent), copy.copy(key))
    row, now = Authenticator.objects.get(type="webauthn"), clock.now()
    got = at_once(lambda _: passkey_used(passkey_id=row.pk, counter=9, now=now))
    assert sorted(got) == [False] * (HANDS - 1) + [True]


def test_wrong_passwords_at_once_do_not_pass_the_count_together(cast: Cast) -> None:
    signed_in(with_password(cast.agent))
    session = StaffSession.objects.get(user=cast.agent)
    actor, now = cast.actor(cast.agent), clock.now()
    got = at_once(
        lambda _: prove_by_password(
            actor=actor, session_key=session.session_key, password="wrong-wrong", now=now
        ),
        WRONG_PASSWORDS + 4,
    )
    assert sorted(error.code for error in got) == (
        ["people.wrong_password"] * WRONG_PASSWORDS + ["rate_limited"] * 4
    )
