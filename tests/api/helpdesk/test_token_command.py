from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from people.models import ApiToken
from tests.cast import ApiClient, Cast


def create(**options: Any) -> str:
    out = StringIO()
    call_command("token", "create", stdout=out, **options)
    return out.getvalue()


def test_it_prints_nothing_but_a_token_that_works(cast: Cast) -> None:
    text = create(user=cast.agent.email.upper())
    assert text.count("\n") == 1
    assert ApiClient(text.strip()).get("me").json()["email"] == cast.agent.email


def test_without_scopes_it_may_what_its_user_may(cast: Cast) -> None:
    client = ApiClient(create(user=cast.agent.email).strip())
    assert client.get("tickets").status_code == 200
    assert client.get("contacts").status_code == 200


def test_scopes_limit_it(cast: Cast) -> None:
    client = ApiClient(create(user=cast.agent.email, scopes="people:read, kb:read").strip())
    assert client.get("contacts").status_code == 200
    assert client.get("tickets").status_code == 403


def test_it_expires(cast: Cast, freeze: Any) -> None:
    freeze("2026-03-02 09:00")
    client = ApiClient(create(user=cast.agent.email, expires=2, name="CI").strip())
    assert ApiToken.objects.get().name == "CI"
    freeze("2026-03-04 08:59")
    assert client.get("me").status_code == 200
    freeze("2026-03-04 09:01")
    assert client.get("me").status_code == 401


@pytest.mark.parametrize(
    ("options", "word"),
    [
        ({"user": "nobody@staff.test"}, "no staff user"),
        ({"scopes": "tickets:rule"}, "Unknown scopes: tickets:rule"),
        ({"expires": 0}, "number of days"),
        ({"expires": -3}, "number of days"),
    ],
)
def test_mistakes_are_told_and_make_no_token(cast: Cast, options: dict[str, Any], word: str) -> None:
    with pytest.raises(CommandError, match=word):
        create(**{"user": cast.agent.email, **options})
    assert not ApiToken.objects.exists()


def test_a_customer_gets_no_token(cast: Cast) -> None:
    with pytest.raises(CommandError, match="no staff user"):
        create(user=cast.customer.email)


def test_a_deactivated_user_gets_no_token(cast: Cast) -> None:
    cast.agent.is_active = False
    cast.agent.save()
    with pytest.raises(CommandError, match="deactivated"):
        create(user=cast.agent.email)
