"""From the widget to the portal: once, for who has signed in, and for nobody else."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from people.models import Identity
from portal.models import PortalLink, PortalSession
from portal.services import LinkInvalid, link_use, settings_update
from tests.api.portal.visits import Visitor, text_of
from tests.api.widget.desk import Browser, user_token
from tests.cast import NOW, Cast

Freeze = Callable[..., Any]
HELEN = "helen@kestrel.test"


@pytest.fixture(autouse=True)
def at_nine(cast: Cast, freeze: Freeze) -> None:
    freeze(NOW)
    assert cast.brand.pk


def known(cast: Cast, **claims: Any) -> Browser:
    browser = Browser(cast.brand)
    browser.begin(user_token=user_token(cast.brand, "u-1", **claims))
    return browser


def way(browser: Browser) -> dict[str, Any]:
    answer = browser.post("portal")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def path_of(url: str) -> str:
    return url[url.index("/help/") :]


def test_who_has_signed_in_goes_on_once(cast: Cast) -> None:
    cast.ticket(subject="Exports fail")
    browser = known(cast, email=HELEN)
    assert browser.get("home").json()["has_portal"]
    found = way(browser)
    assert found["is_signed_in"]
    visitor = Visitor(cast.brand)
    used = visitor.post(path_of(found["url"]))
    assert (used.status_code, used["Location"]) == (303, "/help/halyard/requests/")
    assert "Exports fail" in text_of(visitor.get("requests/"))
    assert PortalSession.objects.get().contact == cast.customer
    assert Visitor(cast.brand).post(path_of(found["url"])).status_code == 410


def test_it_ends_after_two_minutes(cast: Cast, freeze: Freeze) -> None:
    found = way(known(cast, email=HELEN))
    freeze(NOW + timedelta(minutes=3))
    assert Visitor(cast.brand).post(path_of(found["url"])).status_code == 410


def test_a_visitor_and_an_unproven_address_get_nothing(cast: Cast) -> None:
    visitor = Browser(cast.brand)
    visitor.begin()
    assert not visitor.get("home").json()["has_portal"]
    assert visitor.post("portal").json()["code"] == "widget.no_portal"
    unproven = way(known(cast, email="new@kestrel.test", email_verified=False))
    assert (unproven["is_signed_in"], path_of(unproven["url"])) == (False, "/help/halyard/requests/")
    assert not PortalLink.objects.exists()


def test_an_id_beside_anothers_address_gets_no_way_to_the_other(cast: Cast) -> None:
    cast.ticket(subject="Of Helen")
    Identity.objects.get_or_create(
        contact=cast.customer, kind="email", value=HELEN, defaults={"verified_at": NOW}
    )
    first = known(cast, email="own@kestrel.test")
    found = way(first)
    used = Visitor(cast.brand)
    used.post(path_of(found["url"]))
    assert "Of Helen" not in text_of(used.get("requests/"))


def test_an_address_that_is_no_longer_theirs_opens_nothing(cast: Cast) -> None:
    found = way(known(cast, email=HELEN))
    Identity.objects.filter(value=HELEN).update(verified_at=None)
    token = found["url"].rstrip("/").rsplit("/", 1)[1]
    with pytest.raises(LinkInvalid):
        link_use(brand=cast.brand, token=token, now=clock.now())
    assert not PortalSession.objects.exists()


def test_without_a_portal_there_is_no_way(cast: Cast) -> None:
    changes = {"is_on": False}
    settings_update(actor=cast.actor(cast.admin), brand=cast.brand.slug, changes=changes, now=NOW)
    browser = known(cast, email=HELEN)
    assert not browser.get("home").json()["has_portal"]
    assert browser.post("portal").status_code == 404
