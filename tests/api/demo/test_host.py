"""Halyard's own pages: whom they play, and that there are none where the demo world is not."""

from typing import Any

import jwt
import pytest
from django.core.signing import get_cookie_signer

from demo.companies import PLAYED, played_addresses
from demo.host import COOKIE
from demo.people import OWNER
from people.models import Brand, Company, Contact, Identity, User
from tests.answers import Client
from tests.cast import Cast
from widget.models import WidgetSettings

PATHS = (
    ("get", ""),
    ("get", "settings/destinations/snowflake"),
    ("get", "api/session"),
    ("get", "api/token"),
    ("post", "api/sign-in"),
    ("post", "api/destinations/snowflake/test"),
    ("post", "api/destinations/snowflake/run"),
)
SECRET = "the-secret-of-the-brand-halyard-and-its-cloud"


@pytest.fixture
def halyard(db: None) -> str:
    """As much of the demo world as the page asks for; the address of the first who may be played."""
    User.objects.create_user(email=OWNER, name="Ines Duarte")
    company = Company.objects.create(
        name="Kestrel Freight", domain="kestrelfreight.example", external_id="k-1"
    )
    for slug in PLAYED:
        brand = Brand.objects.create(slug=slug, name=slug, is_default=slug == "halyard")
        WidgetSettings.objects.update_or_create(brand=brand, defaults={"secret": SECRET})
        for address in (*played_addresses()[slug], f"other@{slug}.example"):
            contact = Contact.objects.create(email=address, name=address, company=company)
            Identity.objects.create(contact=contact, kind=Identity.Kind.EMAIL, value=address)
    return played_addresses()["halyard"][0]


def play(client: Client, address: Any) -> str:
    """Try to become somebody; the token that the page then has."""
    client.post("/demo/api/sign-in", {"email": address}, content_type="application/json")
    return client.get("/demo/api/token").content.decode()


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_helpdesk_of_real_people_has_no_such_pages(cast: Cast, method: str, path: str) -> None:
    assert getattr(Client(), method)(f"/demo/{path}").status_code == 404


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_the_demo_world_has_them(halyard: str, method: str, path: str) -> None:
    assert getattr(Client(), method)(f"/demo/{path}").status_code != 404


def test_whom_it_plays_gets_a_token_as_a_server_of_their_own_would_sign_it(halyard: str) -> None:
    claims = jwt.decode(play(Client(), halyard), SECRET, algorithms=["HS256"], options={"verify_aud": False})
    assert claims["sub"] == claims["email"] == halyard
    assert claims["exp"] - claims["iat"] == 15 * 60


@pytest.mark.parametrize(
    "address", [OWNER, "other@halyard.example", "nobody@company.test", "", None, 5, ["x"], {"a": "b"}]
)
def test_nobody_else_is_played(halyard: str, address: Any) -> None:
    client = Client()
    assert play(client, halyard)
    assert play(client, address) == ""


@pytest.mark.parametrize("body", ["", "[]", "5", "not json", '"x"'])
def test_a_body_that_says_nothing_signs_out(halyard: str, body: str) -> None:
    client = Client()
    assert play(client, halyard)
    assert client.post("/demo/api/sign-in", body, content_type="application/json").json() == {"email": ""}
    assert client.get("/demo/api/token").content == b""


def test_a_cookie_of_ones_own_making_plays_nobody(halyard: str) -> None:
    client = Client()
    client.cookies[COOKIE] = f"{halyard}:1sQ:forged"
    assert client.get("/demo/api/token").content == b""


def test_a_signed_cookie_for_somebody_who_is_not_played_is_nobody(halyard: str) -> None:
    client = Client()
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign(halyard)
    assert client.get("/demo/api/token").content != b""
    client.cookies[COOKIE] = get_cookie_signer(salt=COOKIE + COOKIE).sign("other@halyard.example")
    assert client.get("/demo/api/token").content == b""
