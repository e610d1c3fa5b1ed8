"""Messages that nobody asked for, as the widget gets, answers and refuses them."""

from datetime import timedelta
from typing import Any

import pytest

from core import ports
from tests.api.widget.desk import Browser, settings_of, user_token
from tests.cast import NOW, Cast
from widget import services
from widget.models import ProactiveMessage, ProactiveOptOut
from widget.services import Offer

DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def _at(freeze: Any, cast: Cast) -> None:
    freeze(NOW)
    assert cast.customer.pk
    settings_of(cast.brand)


def browser(cast: Cast, email: str = "helen@kestrel.test", subject: str = "u-1", **more: Any) -> Browser:
    found = Browser(cast.brand)
    found.begin(user_token=user_token(cast.brand, subject, email=email), **more)
    return found


def offer(cast: Cast, key: str = "k1", **more: Any) -> bool:
    values = {"text": "Your file was refused.", "texts": {"de": "Ihre Datei wurde abgewiesen."}} | more
    return services.message_offer(key=key, contact_id=cast.customer.pk, offer=Offer(**values), now=NOW)


def waiting(one: Browser, **query: str) -> Any:
    return one.get("proactive", query).json()["message"]


def test_it_is_offered_once_in_the_language_of_the_panel(cast: Cast) -> None:
    assert offer(cast)
    assert not offer(cast)
    assert ProactiveMessage.objects.count() == 1
    helen = browser(cast, locale="de-DE")
    assert waiting(helen)["text"] == "Ihre Datei wurde abgewiesen."
    assert waiting(browser(cast, locale="fr"))["text"] == "Your file was refused."


def test_a_stranger_gets_none_and_cannot_answer(cast: Cast) -> None:
    offer(cast)
    sam = browser(cast, "sam@dunmore.test", "u-2")
    assert waiting(sam) is None
    row = ProactiveMessage.objects.get()
    assert sam.post(f"proactive/{row.pk}", {"what": "dismissed"}).status_code == 404
    assert Browser(cast.brand).get("proactive").status_code == 401
    assert ProactiveMessage.objects.get().dismissed_at is None


@pytest.mark.parametrize("what", ["dismissed", "opened"])
def test_an_answer_is_for_good_and_the_first_counts(cast: Cast, what: str) -> None:
    offer(cast)
    helen = browser(cast)
    found = waiting(helen)
    for each in ("shown", what, what):
        assert helen.post(f"proactive/{found['id']}", {"what": each}).status_code == 204
    assert waiting(helen) is None
    row = ProactiveMessage.objects.get()
    assert (row.shown_at, getattr(row, f"{what}_at")) == (NOW, NOW)
    assert helen.post(f"proactive/{found['id']}", {"what": "liked"}).status_code in (400, 422)


def test_who_refuses_gets_none_until_they_take_it_back(cast: Cast) -> None:
    offer(cast)
    helen = browser(cast)
    body = helen.post("proactive/choice", {"is_opted_out": True}).json()
    assert body == {"message": None, "is_opted_out": True}
    assert not offer(cast, "k2")
    assert ProactiveOptOut.objects.get().contact_id == cast.customer.pk
    helen.post("proactive/choice", {"is_opted_out": False})
    assert offer(cast, "k3")
    assert waiting(helen) is not None


def test_one_for_some_pages_waits_for_these(cast: Cast) -> None:
    offer(cast, page="/setup/*")
    helen = browser(cast)
    assert waiting(helen) is None
    assert waiting(helen, url="https://app.halyard.test/reports") is None
    assert waiting(helen, url="https://app.halyard.test/setup/keys") is not None


def test_it_ends_by_itself_and_is_forgotten(cast: Cast, freeze: Any) -> None:
    offer(cast)
    row = ProactiveMessage.objects.get()
    freeze(row.expires_at + timedelta(seconds=1))
    assert waiting(browser(cast)) is None
    assert services.messages_forget(now=NOW + 30 * DAY) == 0
    assert services.messages_forget(now=NOW + 98 * DAY) == 1


def test_the_page_is_told_whether_any_may_come(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    config = Browser(cast.brand).get("config", {"key": cast.brand.widget_key}).json()
    assert config["is_proactive"] is False
    monkeypatch.setattr(ports.proactive_messages, "_answer", lambda: True)
    config = Browser(cast.brand).get("config", {"key": cast.brand.widget_key}).json()
    assert config["is_proactive"] is True
