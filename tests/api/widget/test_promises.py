"""One promise at a time, the most accurate one: what the widget says about waiting."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from core import ports
from people.models import Presence
from tests.api.widget.desk import Browser, settings_of
from tests.cast import NOW, Cast
from widget.selectors import promises


@pytest.mark.parametrize(
    ("is_here", "usual", "limit", "words", "promise", "seconds"),
    [
        (True, 480, 3_600, "", "usual", 480),
        (True, 480, None, "", "usual", 480),
        (True, 480, 60, "", "within", 60),
        (True, None, 3_600, "", "within", 3_600),
        (True, None, None, "", "here", None),
        (False, 480, 259_200, "", "within", 259_200),
        (False, 480, None, "", "away", None),
        (False, 480, 0, "", "away", None),
        (True, 480, 3_600, "Within a day.", "set", None),
    ],
)
def test_one_promise(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, is_here: bool, usual: int | None, limit: int | None,
    words: str, promise: str, seconds: int | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(promises, "is_someone_here", lambda: is_here)
    monkeypatch.setattr(promises, "usual_first_reply", lambda *_, **__: usual)
    monkeypatch.setattr(ports, "expected_wait_seconds", lambda ticket_id: limit)
    told = promises.wait_json(settings_of(cast.brand, wait_text=words), ticket_id=1, now=NOW)
    assert (told["promise"], told["seconds"], told["is_someone_here"]) == (promise, seconds, is_here)
    until = (NOW + timedelta(seconds=seconds or 0)).isoformat().replace("+00:00", "Z")
    assert told["until"] == (until if promise == "within" else None)


def test_the_assistant_promises_what_the_panel_shows(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, settle: Callable[[], None]
) -> None:
    monkeypatch.setattr(promises, "is_someone_here", lambda: True)
    monkeypatch.setattr(promises, "usual_first_reply", lambda *_, **__: 480)
    browser = Browser(cast.brand)
    browser.begin()
    ident = browser.writes("I would like to talk to a person.", wants_person=True)["id"]
    settle()
    told = browser.get(f"conversations/{ident}").json()
    words = str([message for message in told["messages"] if message["author"]["kind"] == "assistant"])
    assert (told["wait"]["promise"], told["wait"]["seconds"]) == ("usual", 480)
    assert "A person usually replies here within 8 minutes." in words


def test_an_address_is_offered_also_while_somebody_is_here(cast: Cast) -> None:
    from tests.mails import mailbox_for

    mailbox_for(cast.brand)
    cast.agent.presence = Presence.ONLINE
    cast.agent.save()
    browser = Browser(cast.brand)
    browser.begin()
    told = browser.writes("Hello?", wants_person=True)
    assert told["wait"]["is_someone_here"] is True
    assert told["may_leave_email"] is True
    after = browser.post(f"conversations/{told['id']}/email", {"email": "new@dunmore.test"}).json()
    assert (after["may_leave_email"], after["reply_email"]) == (False, "new@dunmore.test")
    assert after["may_change_email"] is True
    # A slip can be put right.
    again = browser.post(f"conversations/{told['id']}/email", {"email": "nell@dunmore.test"}).json()
    assert again["reply_email"] == "nell@dunmore.test"
    # Another conversation can be begun with a person, too.
    assert browser.writes("Something else.", wants_person=True)["id"] != told["id"]


def test_what_would_be_sent_is_shown_before_it_is(cast: Cast) -> None:
    browser = Browser(cast.brand)
    browser.begin()
    shown = browser.post(
        "context/preview",
        {
            "page": {"url": "https://a.example/pw/hunter2?tab=runs", "title": "my password is hunter2"},
            "steps": [{"id": "step-1", "kind": "click", "label": "Save"}],
            "attributes": {"plan": "Scale"},
        },
    )
    assert shown.status_code == 200
    assert "hunter2" not in shown.content.decode()
    assert shown.json()["attributes"] == {"plan": "Scale"}
    assert [step["label"] for step in shown.json()["steps"]] == ["Save"]
