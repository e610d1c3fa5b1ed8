"""Card numbers and keys are gone before anything is stored, whatever the channel."""

import json
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import pytest

from core.actors import SYSTEM
from core.models import AuditEntry
from core.redacting import MARK
from integrations.email.models import MailBody, RawMail
from tests.api.tickets.test_redacting import everything_with
from tests.cast import NOW
from tests.mails import entry_of, mailbox_for, raw_mail, receive
from tickets.models import ArrivalCount, RawMessage, TimelineEntry
from tickets.services import InboundMessage, entry_note_change, receive_message

if TYPE_CHECKING:
    from tests.cast import Cast

CARD = "4111 1111 1111 1111"
KEY = "ghp_" + "a1B2" * 9


def arrives(cast: "Cast", **values: Any) -> TimelineEntry:
    message = InboundMessage(
        brand_id=cast.brand.pk, channel="widget", contact_id=cast.customer.pk, **{"subject": "Help"} | values
    )
    return receive_message(actor=SYSTEM, message=message, now=NOW).entry


@pytest.mark.parametrize("words", [CARD, KEY])
@pytest.mark.parametrize("form", ["text", "html", "split", "subject", "raw"])
def test_nothing_of_it_is_stored(words: str, form: str, cast: "Cast", settle: Any) -> None:
    bodies: dict[str, dict[str, Any]] = {
        "text": {"body_text": f"Mine is {words}."},
        "html": {"body_html": f"<p>Mine is <b>{words}</b>.</p>"},
        "split": {"body_html": f"<p>Mine is {words[:6]}<b>{words[6:]}</b>.</p>"},
        "subject": {"body_text": "See above.", "subject": f"Mine is {words}"},
        "raw": {"body_text": f"Mine is {words}.", "raw": {"text": f"Mine is {words}."}},
    }
    entry = arrives(cast, **bodies[form])
    settle()
    assert everything_with(words) == set()
    assert entry.redactions is not None
    assert entry.redactions[0]["what"] == "arrival"
    assert entry.redactions[0]["kinds"] == ["card" if words == CARD else "key"]
    if form in ("text", "html", "split"):
        assert entry.body_text == f"Mine is {MARK}."
    assert not RawMessage.objects.filter(entry=entry).exists()


@pytest.mark.parametrize(
    ("html", "kind"),
    [
        ('<p><a href="https://pay.test/?card=4242424242424242&amp;x=1">Mine</a></p>', "card"),
        ('<p><a href="https://pay.test/4242%204242%204242%204242">Mine</a></p>', "card"),
        ('<p><a href="https://pay.test/" title="4242.4242.4242.4242">Mine</a></p>', "card"),
        (f'<p><a href="https://git.test/?token={KEY}">Mine</a></p>', "key"),
        (f'<p>Mine <img src="cid:a@b" alt="It says {KEY}"></p>', "key"),
    ],
)
def test_what_stands_in_an_attribute_is_looked_at_too(
    html: str, kind: str, cast: "Cast", settle: Any
) -> None:
    entry = arrives(cast, body_html=html)
    settle()
    assert "Mine" in entry.body_text
    assert entry.redactions is not None
    assert entry.redactions[0]["kinds"] == [kind]
    for secret in ("4242424242424242", "4242%204242", "4242.4242", KEY):
        assert everything_with(secret) == set()


def test_the_numbers_of_an_address_stay(cast: "Cast") -> None:
    html = '<p><a href="https://a.test/orders/4111111111111111?fbid=4242424242424242">It</a></p>'
    entry = arrives(cast, body_html=html)
    assert ("fbid=4242424242424242" in entry.body_html, entry.redactions) == (True, None)


def test_mail_loses_it_in_its_original_too(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    mail = receive(mailbox_for(cast.brand), raw_mail(text=f"My card is {CARD}\n\n> quoted {KEY}\n"))
    entry = entry_of(mail)
    assert entry.redactions is not None
    assert set(entry.redactions[0]["kinds"]) == {"card", "key"}
    raw = bytes(RawMail.objects.get(inbound=mail).content)
    assert CARD.encode() not in raw
    assert b"From:" in raw
    body = MailBody.objects.get(entry=entry)
    assert CARD not in body.text + body.html + body.quoted_text
    assert everything_with(CARD) == set()
    assert everything_with(KEY) == set()


def test_a_normal_message_costs_no_statement(cast: "Cast", django_assert_num_queries: Any) -> None:
    from tickets.services.arriving import body_cleaned

    with django_assert_num_queries(0):
        assert body_cleaned("<p>Order 4111111111111111</p>", "Order 4111111111111111").kinds == ()


def test_an_order_number_stays(cast: "Cast") -> None:
    entry = arrives(cast, body_text="My order 4111111111111111 failed with E4111111111111111.")
    assert "4111111111111111" in entry.body_text
    assert entry.redactions is None


def test_what_a_customer_changes_it_to_is_looked_at_too(cast: "Cast") -> None:
    entry = arrives(cast, body_text="Hello")
    line = entry_note_change(
        actor=SYSTEM, entry_id=entry.pk, change="edited", system="slack", body_html=f"<p>{KEY}</p>", now=NOW
    )
    assert line.body_text == MARK
    assert line.redactions is not None
    assert everything_with(KEY) == set()


def test_an_admin_switches_a_kind_off_and_sees_counts(cast: "Cast", freeze: Any) -> None:
    freeze(NOW)
    api = cast.api(cast.admin)
    arrives(cast, body_text=f"{CARD} and 5555555555554444")
    ArrivalCount.objects.create(kind="card", day=(NOW - timedelta(days=40)).date(), count=7)
    before = {row["kind"]: row for row in api.get("privacy/arrival").json()["results"]}
    assert before["card"]["is_on"]
    assert before["card"]["last_30_days"] == 2
    assert not before["password"]["is_on"]
    answer = api.patch("privacy/arrival/card", {"is_on": False})
    card = next(row for row in answer.json()["results"] if row["kind"] == "card")
    assert not card["is_on"]
    assert card["changed_by"] == cast.admin.name
    assert arrives(cast, body_text=CARD).body_text == CARD
    assert AuditEntry.objects.filter(action="tickets.arrival_changed", target="arrival:card").count() == 1
    api.patch("privacy/arrival/card", {"is_on": False})
    assert AuditEntry.objects.filter(action="tickets.arrival_changed").count() == 1, "nothing changed"
    api.patch("privacy/arrival/password", {"is_on": True})
    assert arrives(cast, body_text="The password is Tr0ub4dor!").body_text == f"The password is {MARK}!"


def test_only_admins_may(cast: "Cast") -> None:
    api = cast.api(cast.supervisor)
    assert api.get("privacy/arrival").status_code == 403
    assert api.patch("privacy/arrival/card", {"is_on": False}).status_code == 403
    assert cast.api(cast.admin).patch("privacy/arrival/shoes", {"is_on": False}).status_code == 404


def test_a_message_that_comes_twice_is_counted_once(cast: "Cast") -> None:
    for _ in range(2):
        arrives(cast, body_text=CARD, channel_message_id="m-1")
    assert ArrivalCount.objects.get(kind="card").count == 1


def test_a_webhook_is_kept_without_it(cast: "Cast") -> None:
    from core.kept import bytes_without
    from tickets.services import leaks_in, needles_of

    body = json.dumps({"event": {"type": "message", "text": f"so {KEY}"}}).encode()
    found, count = bytes_without(needles_of(leaks_in([body.decode()])), body)
    assert count == 1
    assert json.loads(found)["event"] == {"type": "message", "text": f"so {MARK}"}
