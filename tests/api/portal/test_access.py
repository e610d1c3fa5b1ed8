"""Signing in to the portal: a link proves an address once, for one brand, and asking for it tells nothing."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core.models import AuditEntry
from integrations.email.models import OutgoingMail
from people.models import Brand, Contact, Identity
from people.selectors import forget_brands
from portal.models import PortalLink, PortalSession
from portal.services import forget_due, settings_update
from tests.api.portal.visits import Visitor, link_for, mailed_links, signed_in, text_of
from tests.cast import NOW, Cast
from tests.mails import mailbox_for

Settle = Callable[[], None]
Freeze = Callable[..., Any]


@pytest.fixture
def brand(cast: Cast, freeze: Freeze) -> Brand:
    freeze(NOW)
    mailbox_for(cast.brand)
    return cast.brand


def test_a_link_signs_in_once(cast: Cast, brand: Brand, settle: Settle) -> None:
    cast.ticket(subject="Exports fail")
    visitor = Visitor(brand, csrf=True)
    assert visitor.get("requests/")["Location"] == "/help/halyard/sign-in/"
    asked = visitor.sends(visitor.get("sign-in/"), "sign-in/", email="Helen@Kestrel.test")
    assert "If Helen@Kestrel.test has written to us before" in text_of(asked)
    settle()
    [mail] = OutgoingMail.objects.filter(kind="account")
    assert (mail.to, mail.subject, mail.is_automatic) == (
        ["helen@kestrel.test"],
        "Your link to Halyard help",
        True,
    )
    [link] = mailed_links()
    assert link not in mail.text
    # Mail scanners open it first, and more than once.
    pages = [Visitor(brand).get(link) for _ in range(3)]
    assert [page.status_code for page in pages] == [200, 200, 200]
    token = text_of(visitor.get(link)).split('name="csrfmiddlewaretoken" value="')[1].split('"')[0]
    used = visitor.post(link, csrfmiddlewaretoken=token)
    cookie = used.cookies["candor_customer"]
    assert (used.status_code, used["Location"]) == (303, "/help/halyard/requests/")
    assert (cookie["path"], cookie["httponly"], cookie["samesite"]) == ("/help/halyard/", True, "Lax")
    listed = visitor.get("requests/")
    assert "Exports fail" in text_of(listed)
    assert listed["Cache-Control"] == "private, no-store"
    again = Visitor(brand).post(link)
    assert (again.status_code, again.cookies) == (410, {})
    assert "works no more" in text_of(Visitor(brand).get(link))
    assert (
        AuditEntry.objects.filter(action="portal.signed_in", actor_ref=f"contact:{cast.customer.pk}").count()
        == 1
    )
    assert not PortalSession.objects.filter(token_digest=cookie.value).exists()


def test_unknown_addresses_get_the_same_answer_and_no_mail(cast: Cast, brand: Brand, settle: Settle) -> None:
    cast.customer  # noqa: B018 - made for the address
    answers = []
    for address in ("helen@kestrel.test", "nobody@nowhere.test"):
        response = Visitor(brand).post("sign-in/", email=address)
        answers.append(text_of(response).replace(address, "ADDRESS"))
    assert answers[0] == answers[1]
    settle()
    assert [mail.to for mail in OutgoingMail.objects.all()] == [["helen@kestrel.test"]]
    assert Visitor(brand).post("sign-in/", email="no address").status_code == 422


def test_blocked_people_get_no_link(cast: Cast, brand: Brand, settle: Settle) -> None:
    link = link_for(Visitor(brand), cast.customer.email, settle)
    visitor = signed_in(brand, cast.customer, now=NOW)
    Contact.objects.filter(pk=cast.customer.pk).update(is_blocked=True)
    assert visitor.get("requests/").status_code == 303
    assert Visitor(brand).post(link).status_code == 410
    Visitor(brand).post("sign-in/", email=cast.customer.email)
    settle()
    assert len(mailed_links()) == 1


def test_links_end_guesses_fail_and_each_is_for_its_brand(
    cast: Cast, brand: Brand, freeze: Freeze, settle: Settle
) -> None:
    other = cast.other_brand
    forget_brands()
    link = link_for(Visitor(brand), cast.customer.email, settle)
    elsewhere = link.replace("/help/halyard/", "/help/tern/")
    assert Visitor(other).get(elsewhere).status_code == 410
    assert Visitor(other).post(elsewhere).status_code == 410
    token = link.rstrip("/").rpartition("/")[2]
    for guess in (
        token[:-1] + ("A" if token[-1] != "A" else "B"),
        "x",
        "x" * 300,
        PortalLink.objects.get().digest,
    ):
        assert Visitor(brand).post(f"sign-in/{guess}/").status_code == 410, guess
    freeze(NOW + timedelta(minutes=15, seconds=1))
    assert Visitor(brand).get(link).status_code == 410
    assert Visitor(brand).post(link).status_code == 410
    assert not PortalSession.objects.exists()


def test_using_one_link_ends_the_others(cast: Cast, brand: Brand, settle: Settle) -> None:
    first = link_for(Visitor(brand), cast.customer.email, settle)
    second = link_for(Visitor(brand), cast.customer.email, settle)
    assert Visitor(brand).post(second).status_code == 303
    assert Visitor(brand).post(first).status_code == 410


def test_a_session_is_for_one_brand_and_ends(cast: Cast, brand: Brand, freeze: Freeze) -> None:
    other = cast.other_brand
    forget_brands()
    visitor = signed_in(brand, cast.customer, now=NOW)
    cookie = visitor.client.cookies["candor_customer"].value
    stranger = Visitor(other)
    stranger.client.cookies["candor_customer"] = cookie
    assert stranger.get("requests/")["Location"] == "/help/tern/sign-in/"
    assert visitor.get("requests/").status_code == 200
    assert visitor.sends(visitor.get("requests/"), "sign-out/").status_code == 303
    visitor.client.cookies["candor_customer"] = cookie
    assert visitor.get("requests/").status_code == 303
    visitor = signed_in(brand, cast.customer, now=NOW)
    freeze(NOW + timedelta(days=14, seconds=1))
    assert visitor.get("requests/").status_code == 303
    assert forget_due(now=NOW + timedelta(days=60)) == 4
    assert not PortalLink.objects.exists()


def test_a_session_lasts_as_long_as_the_address_is_theirs(cast: Cast, brand: Brand) -> None:
    visitor = signed_in(brand, cast.customer, now=NOW)
    Identity.objects.filter(contact=cast.customer).update(contact=cast.stranger)
    assert visitor.get("requests/").status_code == 303
    Identity.objects.filter(value=cast.customer.email).update(contact=cast.customer)
    assert visitor.get("requests/").status_code == 200
    Contact.objects.filter(pk=cast.customer.pk).update(merged_into=cast.stranger)
    assert visitor.get("requests/").status_code == 303


def test_floods_are_cut_without_a_word(cast: Cast, brand: Brand, settle: Settle) -> None:
    cast.customer  # noqa: B018 - made for the address
    answers = {text_of(Visitor(brand).post("sign-in/", email="helen@kestrel.test")) for _ in range(7)}
    settle()
    assert (len(answers), len(mailed_links())) == (1, 5)
    visitor = Visitor(brand)
    statuses = [visitor.post("sign-in/", email=f"a{number}@nowhere.test").status_code for number in range(15)]
    assert (statuses[0], statuses[-1]) == (200, 429)


def test_staff_and_customers_cannot_pass_for_each_other(cast: Cast, brand: Brand) -> None:
    visitor = signed_in(brand, cast.customer, now=NOW)
    cookie = visitor.client.cookies["candor_customer"].value
    for name in ("candor_session", "sessionid"):
        visitor.client.cookies[name] = cookie
    assert visitor.get("/api/v1/me").status_code == 401
    assert visitor.client.get("/api/v1/me", headers={"authorization": f"Bearer {cookie}"}).status_code == 401
    assert (
        visitor.client.get("/api/v1/widget/conversations", headers={"x-candor-session": cookie}).status_code
        == 401
    )
    staff = Visitor(brand)
    staff.headers["authorization"] = f"Bearer {cast.token(cast.admin)}"
    staff.client.cookies["candor_customer"] = cast.token(cast.admin)
    assert staff.get("requests/").status_code == 303


def test_forms_of_other_sites_are_refused(cast: Cast, brand: Brand) -> None:
    visitor = Visitor(brand, csrf=True)
    assert visitor.post("sign-in/", email="helen@kestrel.test").status_code == 403
    page = visitor.get("sign-in/")
    visitor.headers["origin"] = "https://evil.test"
    assert visitor.sends(page, "sign-in/", email="helen@kestrel.test").status_code == 403
    assert not PortalLink.objects.exists()


def test_a_brands_own_host_has_it_too(cast: Cast, brand: Brand, settings: Any) -> None:
    settings.PUBLIC_URL = "https://desk.example.com"
    settings.ALLOWED_HOSTS = ["desk.example.com"]
    Brand.objects.filter(pk=brand.pk).update(host="help.example.com")
    forget_brands()
    visitor = Visitor(brand, csrf=True)
    visitor.headers |= {"host": "help.example.com", "origin": "http://help.example.com"}
    page = visitor.get("sign-in/")
    assert visitor.sends(page, "sign-in/", email="helen@kestrel.test").status_code == 200
    visitor.headers["origin"] = "http://desk.example.org"
    assert visitor.sends(page, "sign-in/", email="helen@kestrel.test").status_code == 403


def test_a_brand_without_a_portal_shows_no_way_there(cast: Cast, brand: Brand, settle: Settle) -> None:
    assert 'href="/help/halyard/contact/"' in text_of(Visitor(brand).get(""))
    assert Visitor(brand).get("contact")["Location"] == "/help/halyard/contact/"
    settings_update(actor=cast.actor(cast.admin), brand="halyard", changes={"is_on": False}, now=NOW)
    settle()
    assert "/contact/" not in text_of(Visitor(brand).get(""))
    for path in ("contact/", "requests/", "sign-in/"):
        assert Visitor(brand).get(path).status_code == 404


def test_pages_speak_german(cast: Cast, brand: Brand) -> None:
    german = Visitor(brand, language="de-AT,de;q=0.9,en;q=0.5")
    page = german.get("sign-in/")
    assert '<html lang="de">' in text_of(page)
    assert "Bei Ihren Anfragen anmelden" in text_of(page)
    home = german.get("")
    assert "Finden Sie Antworten in der Hilfe von Halyard" in text_of(home)
    assert (home["Content-Language"], home["Vary"]) == ("de", "Accept-Language")
    Brand.objects.filter(pk=brand.pk).update(language="de")
    forget_brands()
    assert '<html lang="de">' in text_of(Visitor(brand, language="fr").get(""))
    assert '<html lang="en">' in text_of(Visitor(brand, language="fr, en;q=0.2").get(""))
