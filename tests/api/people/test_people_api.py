"""People, companies, contacts and tokens through the API."""

from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.models import AuditEntry, OutboxEvent
from people import services
from people.models import ApiToken, Company, Contact, Identity
from people.services import Claim
from tests.answers import Client
from tests.cast import NOW, PASSWORD, ApiClient

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from tests.cast import Cast

LOGIN = "/_allauth/browser/v1/auth/login"


def signed_in(cast: "Cast") -> Client:
    """A browser in which the agent has signed in with a password."""
    cast.agent.set_password(PASSWORD)
    cast.agent.save()
    browser = Client(enforce_csrf_checks=True, raise_request_exception=False)
    browser.get("/api/v1/csrf")
    response = browser.post(
        LOGIN,
        {"email": cast.agent.email, "password": PASSWORD},
        content_type="application/json",
        headers={"x-csrftoken": browser.cookies["csrftoken"].value},
    )
    assert response.status_code == 200, response.content
    return browser


def test_sign_in_opens_a_session_that_needs_the_csrf_token_to_change_anything(cast: "Cast") -> None:
    browser = signed_in(cast)
    assert browser.get("/api/v1/me").json()["email"] == cast.agent.email
    change = {"theme": "dark"}
    refused = browser.patch("/api/v1/me", change, content_type="application/json")
    assert refused.status_code == 403
    assert "Reload the page" in refused.json()["detail"]
    csrf = {"x-csrftoken": browser.cookies["csrftoken"].value}
    changed = browser.patch("/api/v1/me", change, content_type="application/json", headers=csrf)
    assert changed.json()["theme"] == "dark"


@pytest.mark.parametrize("email", ["ines.agent@staff.test", "nobody@staff.test"])
def test_a_wrong_password_does_not_tell_whether_somebody_exists(cast: "Cast", email: str) -> None:
    cast.agent.set_password(PASSWORD)
    cast.agent.save()
    response = Client().post(LOGIN, {"email": email, "password": "wrong"}, content_type="application/json")
    assert response.status_code == 400
    assert [error["code"] for error in response.json()["errors"]] == ["email_password_mismatch"]


def test_who_has_left_cannot_sign_in_nor_use_a_token(cast: "Cast") -> None:
    cast.agent.set_password(PASSWORD)
    cast.agent.save()
    client = cast.api(cast.agent)
    services.user_update(
        actor=cast.actor(cast.owner), user_id=cast.agent.pk, changes={"is_active": False}, now=NOW
    )
    credentials = {"email": cast.agent.email, "password": PASSWORD}
    assert Client().post(LOGIN, credentials, content_type="application/json").status_code != 200
    assert client.get("me").status_code == 401


def test_nobody_signs_up_by_themselves(cast: "Cast") -> None:
    response = Client().post(
        "/_allauth/browser/v1/auth/signup",
        {"email": "new@staff.test", "password": PASSWORD},
        content_type="application/json",
    )
    assert response.status_code in {403, 404}


def test_me_tells_what_i_may_do(cast: "Cast") -> None:
    agent, reader = cast.api(cast.agent).get("me").json(), cast.api(cast.read_only).get("me").json()
    assert "ticket.reply" in agent["verbs"]
    assert "ticket.reply" not in reader["verbs"]
    assert agent["team_ids"] == [cast.team.pk]


def test_presence_is_announced_once(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    client.patch("me", {"presence": "away"})
    for _ in range(2):
        assert client.patch("me", {"presence": "online"}).json()["presence"] == "online"
    events = OutboxEvent.objects.filter(name="people.presence_changed").order_by("id")
    assert [event.payload["presence"] for event in events][-1] == "online"
    assert events.count() <= 2


def test_presence_that_does_not_exist_is_named(cast: "Cast") -> None:
    response = cast.api(cast.agent).patch("me", {"presence": "asleep"})
    assert response.status_code == 422
    assert "presence" in response.json()["errors"]


@pytest.mark.parametrize(
    ("arr", "segment"),
    [("100000", "enterprise"), ("99999.99", "mid_market"), ("25000", "mid_market"), ("5000", "smb"),
     ("4999", "self_serve"), (None, "self_serve")],
)  # fmt: skip
def test_segment_follows_from_revenue(cast: "Cast", arr: str | None, segment: str) -> None:
    made = cast.api(cast.agent).post("companies", {"name": "Acme", "arr": arr})
    assert made.status_code == 201, made.content
    assert made.json()["segment"] == segment


def test_an_overridden_segment_stays_when_revenue_changes(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    company = client.post("companies", {"name": "Acme", "arr": 1000, "segment_override": "enterprise"}).json()
    assert company["segment"] == "enterprise"
    path = f"companies/{company['id']}"
    assert client.patch(path, {"arr": 6000}).json()["segment"] == "enterprise"
    assert client.patch(path, {"segment_override": ""}).json()["segment"] == "smb"
    changed = OutboxEvent.objects.filter(name="people.company_changed").latest("id")
    assert changed.payload["changes"]["segment"] == ["enterprise", "smb"]


def test_companies_from_a_crm_are_met_again_by_their_external_id(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    first = client.post("companies", {"name": "Acme", "external_id": "crm-1"}).json()
    second = client.post("companies", {"name": "Acme Inc.", "external_id": "crm-1"}).json()
    assert first["id"] == second["id"]
    assert Company.objects.get(external_id="crm-1").name == "Acme Inc."


@pytest.mark.parametrize(
    ("body", "field"),
    [({}, "name"), ({"name": "A", "arr": -1}, "arr"), ({"name": "A", "arr": "much"}, "arr"),
     ({"name": "A", "renewal_on": "soon"}, "renewal_on"), ({"name": "A", "csm_id": 987654}, "csm_id"),
     ({"name": "A", "segment_override": "huge"}, "segment_override"), ({"name": "x" * 300}, "name")],
)  # fmt: skip
def test_bad_facts_are_named(cast: "Cast", body: dict[str, Any], field: str) -> None:
    response = cast.api(cast.agent).post("companies", body)
    assert response.status_code == 422
    assert field in response.json()["errors"]
    assert not Company.objects.exists()


def test_lists_are_paged_and_searched(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    for name in ("Alder", "Birch", "Cedar"):
        client.post("companies", {"name": name})
    page = client.get("companies", {"limit": 2}).json()
    assert [row["name"] for row in page["results"]] == ["Alder", "Birch"]
    rest = client.get("companies", {"limit": 2, "cursor": page["next"]}).json()
    assert [row["name"] for row in rest["results"]] == ["Cedar"]
    assert rest["next"] is None
    assert [row["name"] for row in client.get("companies", {"q": "ced"}).json()["results"]] == ["Cedar"]
    assert client.get("companies", {"cursor": "garbage"}).status_code == 400


def test_a_create_is_repeated_safely(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    body = {"name": "Acme"}
    first = client.post("companies", body, Idempotency_Key="k1")
    again = client.post("companies", body, Idempotency_Key="k1")
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    assert Company.objects.count() == 1
    assert client.post("companies", {"name": "Other"}, Idempotency_Key="k1").status_code == 422


def test_contacts_join_their_company_by_domain_and_are_met_again(cast: "Cast") -> None:
    assert cast.company.pk
    client = cast.api(cast.agent)
    first = client.post("contacts", {"email": "New@Kestrel.test", "name": "New"}).json()
    assert first["email"] == "new@kestrel.test"
    assert first["company"]["name"] == "Kestrel Freight"
    assert client.post("contacts", {"email": "new@kestrel.test"}).json()["id"] == first["id"]
    assert client.post("contacts", {"email": "not an address"}).status_code == 422


def test_a_claim_without_proof_never_finds_somebody_else(cast: "Cast") -> None:
    """C7: whoever merely types Helen's address is not Helen."""
    helen = cast.customer
    claim = Claim(kind=Identity.Kind.EMAIL, value="HELEN@kestrel.test")
    guest = services.contact_resolve(claims=[claim], name="Helen?", is_visitor=True, now=NOW)
    assert guest.pk != helen.pk
    assert guest.company_id is None


def test_an_agent_sees_whether_a_contact_is_who_they_say(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    claim = Claim(kind=Identity.Kind.EMAIL, value="HELEN@kestrel.test")
    guest = services.contact_resolve(claims=[claim], name="Helen?", is_visitor=True, now=NOW)
    assert client.get(f"contacts/{cast.customer.pk}").json()["is_verified"] is True
    assert client.get(f"contacts/{guest.pk}").json()["is_verified"] is False


def test_a_visitor_who_proves_who_they_are_becomes_the_known_contact(cast: "Cast") -> None:
    visitor = services.contact_resolve(
        claims=[Claim(kind=Identity.Kind.VISITOR, value="v-1")], is_visitor=True, now=NOW
    )
    proof = Claim(kind=Identity.Kind.EMAIL, value="helen@kestrel.test", is_verified=True)
    known = cast.customer
    joined = services.contact_resolve(claims=[proof], current_contact_id=visitor.pk, now=NOW)
    assert joined.pk == known.pk
    merged = OutboxEvent.objects.get(name="people.contacts_merged")
    assert merged.payload == {
        "from_contact_id": visitor.pk,
        "into_contact_id": known.pk,
        "merge_id": None,
    }


def test_a_known_contact_is_never_joined_into_another(cast: "Cast") -> None:
    proof = Claim(kind=Identity.Kind.EMAIL, value="helen@kestrel.test", is_verified=True)
    assert cast.customer.pk
    stranger = cast.stranger
    services.contact_resolve(claims=[proof], current_contact_id=stranger.pk, now=NOW)
    assert not OutboxEvent.objects.filter(name="people.contacts_merged").exists()
    assert Contact.objects.filter(pk=stranger.pk).exists()


def test_a_token_is_shown_once_and_stored_as_a_digest(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    made = client.post("tokens", {"name": "CI", "scopes": ["tickets:read"]})
    assert made.status_code == 201
    text = made.json()["token"]
    row = ApiToken.objects.get(name="CI")
    assert text not in (row.digest, row.hint)
    assert "token" not in client.get("tokens").json()["results"][0]
    assert ApiClient(text).get("tickets").status_code == 200
    assert ApiClient(text).get("companies").status_code == 403
    client.delete(f"tokens/{row.pk}")
    assert ApiClient(text).get("tickets").status_code == 401
    assert AuditEntry.objects.filter(action__startswith="people.token_").count() == 2


def test_a_narrow_token_cannot_make_a_wider_one(cast: "Cast") -> None:
    narrow = cast.api(cast.agent, scopes=["people:write"])
    assert narrow.post("tokens", {"name": "x", "scopes": ["tickets:write"]}).status_code == 422
    assert narrow.post("tokens", {"name": "x"}).status_code == 422
    assert narrow.post("tokens", {"name": "x", "scopes": ["people:write"]}).status_code == 201


def test_a_token_ends_on_its_date(cast: "Cast", freeze: "Callable[[datetime], datetime]") -> None:
    freeze(NOW)
    expires = (NOW + timedelta(days=1)).isoformat()
    text = cast.api(cast.agent).post("tokens", {"name": "CI", "expires_at": expires}).json()["token"]
    assert ApiClient(text).get("me").status_code == 200
    freeze(NOW + timedelta(days=1))
    assert ApiClient(text).get("me").status_code == 401


def test_strangers_tokens_cannot_be_ended(cast: "Cast") -> None:
    other = ApiToken.objects.get(pk=int(cast.api(cast.owner).post("tokens", {"name": "x"}).json()["id"]))
    assert cast.api(cast.agent).delete(f"tokens/{other.pk}").status_code == 404
    other.refresh_from_db()
    assert other.revoked_at is None


@pytest.mark.parametrize("role", ["supervisor", "agent", "light_agent", "read_only"])
def test_only_admins_change_rights(cast: "Cast", role: str) -> None:
    from core.errors import Forbidden

    person = getattr(cast, role)
    with pytest.raises(Forbidden):
        services.user_update(actor=cast.actor(person), user_id=person.pk, changes={"role": "owner"}, now=NOW)


def test_an_escaped_backslash_is_text_and_a_nul_is_refused(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    assert client.post("companies", {"name": r"C:\u0000"}).status_code == 201
    assert client.post("companies", {"name": "C\x00"}).status_code == 400
