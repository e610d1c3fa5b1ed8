"""POST /api/v1/widget/sessions, and who may do what with a session."""

from datetime import timedelta

from people.models import Contact
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from tickets.models import Ticket
from widget.models import WidgetSession, token_digest


def test_token_is_stored_as_a_digest_only(cast: Cast) -> None:
    body = Browser(cast.brand).begin()
    session = WidgetSession.objects.get()
    assert session.token_digest == token_digest(body["token"])
    assert body["token"] not in str(vars(session))
    assert body["is_verified"] is False


def test_session_survives_a_reload(cast: Cast) -> None:
    browser = Browser(cast.brand)
    first = browser.begin()
    browser.writes("My export is empty.")
    again = browser.begin()
    assert again["token"] == first["token"]
    assert len(browser.get("home").json()["conversations"]) == 1


def test_visitor_who_signs_in_keeps_what_they_wrote_under_a_new_token(cast: Cast) -> None:
    browser = Browser(cast.brand)
    first = browser.begin()
    browser.writes("My export is empty.")
    second = browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test", name="Helen"))
    assert second["is_verified"] is True
    assert second["subject"] == "u-1"
    assert second["token"] != first["token"]
    assert len(browser.get("home").json()["conversations"]) == 1
    browser.token = first["token"]
    assert browser.get("home").status_code == 401


def test_visitor_is_joined_into_the_customer_they_prove_to_be(cast: Cast) -> None:
    known = cast.ticket(by=cast.customer)
    browser = Browser(cast.brand)
    browser.begin()
    browser.writes("Second problem.")
    browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    subjects = {row["subject"] for row in browser.get("home").json()["conversations"]}
    assert subjects == {known.subject, "Second problem."}
    assert set(Ticket.objects.values_list("requester", flat=True)) == {cast.customer.pk}


def test_unverified_email_claim_opens_nobodys_history(cast: Cast) -> None:
    cast.ticket(by=cast.customer)
    browser = Browser(cast.brand)
    token = user_token(cast.brand, subject="u-9", email="helen@kestrel.test", email_verified=False)
    browser.begin(user_token=token)
    assert browser.get("home").json()["conversations"] == []


def test_forged_token_is_refused(cast: Cast) -> None:
    import jwt

    forged = jwt.encode(
        {"sub": "u-1", "aud": cast.brand.widget_key, "exp": 4_000_000_000}, "x" * 48, algorithm="HS256"
    )
    response = Browser(cast.brand).post("sessions", {"key": cast.brand.widget_key, "user_token": forged})
    assert response.status_code == 401
    assert response.json()["code"] == "widget.user_token_invalid"


def test_rotated_secret_stays_live_until_the_next_rotation(cast: Cast) -> None:
    token = user_token(cast.brand)
    api = cast.api(cast.admin)
    assert api.post(f"widget-settings/{cast.brand.slug}/rotate-secret").status_code == 200
    assert Browser(cast.brand).begin(user_token=token)["is_verified"] is True
    api.post(f"widget-settings/{cast.brand.slug}/rotate-secret")
    refused = Browser(cast.brand).post("sessions", {"key": cast.brand.widget_key, "user_token": token})
    assert refused.status_code == 401


def test_verified_session_is_not_resumed_without_its_user_token(cast: Cast) -> None:
    browser = Browser(cast.brand)
    verified = browser.begin(user_token=user_token(cast.brand, email="helen@kestrel.test"))
    anonymous = browser.begin()
    assert anonymous["is_verified"] is False
    assert anonymous["token"] != verified["token"]


def test_another_person_on_the_same_browser_gets_a_session_of_their_own(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, subject="u-1", email="helen@kestrel.test"))
    browser.writes("Mine.")
    browser.begin(user_token=user_token(cast.brand, subject="u-2", email="dev@kestrel.test"))
    assert browser.get("home").json()["conversations"] == []


def test_signed_out_session_opens_nothing(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    assert browser.delete("sessions/current").status_code == 204
    response = browser.get("home")
    assert response.status_code == 401
    assert response.json()["code"] == "widget.session_ended"


def test_expired_session_opens_nothing(cast: Cast, freeze) -> None:  # type: ignore[no-untyped-def]  # a fixture
    freeze(NOW)
    browser = Browser(cast.brand)
    browser.begin()
    freeze(NOW + timedelta(days=31))
    assert browser.get("home").status_code == 401


def test_brand_may_ask_for_signed_in_customers_only(cast: Cast) -> None:
    settings_of(cast.brand, is_identity_required=True)
    browser = Browser(cast.brand)
    response = browser.post("sessions", {"key": cast.brand.widget_key})
    assert response.status_code == 403
    assert response.json()["code"] == "widget.identity_required"
    assert browser.begin(user_token=user_token(cast.brand))["is_verified"] is True


def test_token_for_another_brand_is_refused(cast: Cast) -> None:
    other = user_token(cast.other_brand)
    response = Browser(cast.brand).post("sessions", {"key": cast.brand.widget_key, "user_token": other})
    assert response.status_code == 401


def test_company_of_the_token_never_overwrites_the_crm(cast: Cast) -> None:
    cast.company.external_id = "acc-7"
    cast.company.save()
    claimed = {"id": "acc-7", "name": "Renamed by a page", "domain": "x.test"}
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, email="new@kestrel.test", company=claimed))
    cast.company.refresh_from_db()
    assert cast.company.name == "Kestrel Freight"
    assert Contact.objects.get(email="new@kestrel.test").company_id == cast.company.pk


def test_unknown_key_and_switched_off_widget_look_the_same(cast: Cast) -> None:
    settings_of(cast.brand, is_enabled=False)
    off = Browser(cast.brand).get("config", {"key": cast.brand.widget_key})
    unknown = Browser(cast.brand).get("config", {"key": "wk_unknown"})
    assert off.status_code == unknown.status_code == 404
    assert off.json()["detail"] == unknown.json()["detail"]
