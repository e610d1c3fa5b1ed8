"""Well-formed but meaningless facts about people, and tokens that would outlive their creator."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from people.models import ApiToken, Contact
from tests.cast import NOW, ApiClient, Cast


@pytest.mark.parametrize(
    ("path", "body", "field"),
    [
        ("me", {"presnce": "away"}, "presnce"),
        ("me", {"timezone": "Mars/Olympus"}, "timezone"),
        ("me", {"role": "owner"}, "role"),
        ("companies/{}", {"plann": "Scale"}, "plann"),
        ("companies/{}", {"timezone": "../../etc/passwd"}, "timezone"),
        ("companies/{}", {"segment": "enterprise"}, "segment"),
        ("companies/{}", {"csm_id": 2**64 - 1}, "csm_id"),
    ],
)
def test_a_change_that_cannot_be_made_is_named(
    cast: Cast, path: str, body: dict[str, object], field: str
) -> None:
    response = cast.api(cast.agent).patch(path.format(cast.company.pk), body)
    assert response.status_code == (422 if field in {"timezone", "csm_id"} else 400)
    assert field in response.json()["errors"]


@pytest.mark.parametrize("body", [[], "x", 1, None, [{}]])
def test_a_change_is_an_object(cast: Cast, body: object) -> None:
    response = cast.api(cast.agent).patch("me", [body])
    assert response.status_code == 422


def test_names_stay_on_one_line(cast: Cast) -> None:
    api = cast.api(cast.agent)
    body = {"email": "new@kestrel.test", "name": "Helen\r\nBcc: all@kestrel.test\u0007"}
    assert api.post("contacts", body).json()["name"] == "Helen Bcc: all@kestrel.test"
    company = api.post("companies", {"name": "Tern\n& Sons\u0007", "plan": "a\tb"}).json()
    assert (company["name"], company["plan"]) == ("Tern & Sons", "a b")


def test_a_name_of_control_characters_is_none(cast: Cast) -> None:
    response = cast.api(cast.agent).post("companies", {"name": "\u0007"})
    assert response.status_code == 422
    assert "name" in response.json()["errors"]


@pytest.mark.parametrize("company_id", [987654, 2**64 - 1])
def test_a_contact_of_no_company_is_refused(cast: Cast, company_id: int) -> None:
    body = {"email": "new@kestrel.test", "company_id": company_id}
    assert cast.api(cast.agent).post("contacts", body).status_code == 422
    assert not Contact.objects.exists()


def test_a_token_is_not_made_for_the_past(cast: Cast, freeze: Callable[[datetime | str], datetime]) -> None:
    freeze(NOW)
    body = {"name": "x", "expires_at": (NOW - timedelta(seconds=1)).isoformat()}
    assert "expires_at" in cast.api(cast.agent).post("tokens", body).json()["errors"]


def test_a_token_makes_none_that_outlives_it(
    cast: Cast, freeze: Callable[[datetime | str], datetime]
) -> None:
    freeze(NOW)
    end = NOW + timedelta(days=1)
    text = cast.token(cast.agent)
    ApiToken.objects.update(expires_at=end)
    program = ApiClient(text)
    for expires_at, status in ((None, 422), (end + timedelta(seconds=1), 422), (end, 201)):
        body = {"name": "x", "expires_at": expires_at.isoformat() if expires_at else None}
        assert program.post("tokens", body).status_code == status, expires_at
