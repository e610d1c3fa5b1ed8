"""Mail that leaves by a provider's interface: the same states, once, with what the provider tells of it."""

import json
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest

from integrations.email.models import AddressHealth, Mailbox, OutgoingKind, OutgoingMail
from integrations.email.services import mail_send
from integrations.email.services.queueing import Letter, letter_queue
from tests.answers import Client
from tests.api.email.providers import (
    MAILGUN_KEY,
    PASSWORD,
    TOPIC,
    Amazon,
    Posted,
    SendGridKey,
    basic,
    mailgun_signature,
)
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tests.standins.mail import KEY, MailStandIn
from tests.standins.mail import server as there
from tickets.models import Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[..., object]
PROVIDERS = ("mailgun", "postmark", "sendgrid", "ses")
ACCOUNT = {"mailgun": there.DOMAIN, "ses": "AKIAHALYARD"}
REGION = {"ses": "eu-west-1"}


@pytest.fixture
def provider(settings: Any) -> Iterator[MailStandIn]:
    with MailStandIn() as server:
        settings.MAIL_API_URL = server.url
        settings.OUTBOUND_ALLOWED_HOSTS = [server.host]
        yield server
        assert server.state.faults == []


@pytest.fixture(params=PROVIDERS)
def mailbox(request: pytest.FixtureRequest, cast: Cast, provider: MailStandIn, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return _mailbox(cast, request.param)


def _mailbox(cast: Cast, name: str, **more: Any) -> Mailbox:
    values: dict[str, Any] = {
        "smtp_host": "", "sends_by": "api", "api_provider": name, "api_key": KEY,
        "api_account": ACCOUNT.get(name, ""), "api_region": REGION.get(name, ""), "acknowledges": False,
    }  # fmt: skip
    return mailbox_for(cast.brand, **(values | more))


def _replied(cast: Cast, mailbox: Mailbox, settle: Settle | None = None) -> tuple[Ticket, TimelineEntry]:
    ticket = ticket_of(receive(mailbox, raw_mail()))
    entry = cast.replies(ticket, cast.agent, "Please <b>try</b> again.\n\nInes")
    if settle is not None:
        settle()
    return ticket, entry


def _mail() -> OutgoingMail:
    return OutgoingMail.objects.get(kind=OutgoingKind.REPLY)


def test_a_reply_leaves_once_in_its_thread(
    cast: Cast, mailbox: Mailbox, provider: MailStandIn, settle: Settle
) -> None:
    _, entry = _replied(cast, mailbox, settle)
    mail = _mail()
    (taken,) = provider.state.mails
    assert (taken.provider, taken.subject) == (mailbox.api_provider, "Re: Exports fail")
    assert "helen@kestrel.test" in taken.to[0]
    assert "try" in taken.text
    assert "<b>" not in taken.html
    assert taken.headers["message-id"] == f"<{mail.message_id}>"
    assert taken.headers["in-reply-to"] == "<first@kestrel.test>"
    assert taken.reference == str(mail.pk)
    entry.refresh_from_db()
    assert (mail.state, entry.delivery_state, mail.provider_id) == ("sent", "sent", taken.id.strip("<>"))
    assert mail_send(mail_id=mail.pk) is None
    assert len(provider.state.mails) == 1


@pytest.mark.parametrize("fault", ["hangs_up", "half", "answers_500"])
def test_a_lost_answer_is_in_doubt_and_never_sent_again(
    fault: str, cast: Cast, mailbox: Mailbox, provider: MailStandIn, settle: Settle, freeze: Freeze
) -> None:
    if fault == "half" and mailbox.api_provider == "sendgrid":
        # Its good answer has no body that could be cut.
        return
    provider.state.after = [there.answers(500) if fault == "answers_500" else getattr(there, fault)]
    _, entry = _replied(cast, mailbox, settle)
    entry.refresh_from_db()
    assert (_mail().state, entry.delivery_state) == ("in_doubt", "in_doubt")
    freeze(NOW + timedelta(hours=3))
    assert mail_send(mail_id=_mail().pk) is None
    assert len(provider.state.mails) == 1


@pytest.mark.parametrize("status", [429, 503, 401])
def test_a_refusal_for_now_is_tried_again(
    status: int, cast: Cast, mailbox: Mailbox, provider: MailStandIn, settle: Settle, freeze: Freeze
) -> None:
    provider.state.next = [there.answers(status)]
    _replied(cast, mailbox, settle)
    mail = _mail()
    assert mail.state == "queued"
    assert str(status) in mail.detail or "sign" in mail.detail
    freeze(NOW + timedelta(hours=3))
    assert mail_send(mail_id=mail.pk) == "sent"
    assert len(provider.state.mails) == 1


def test_a_refusal_for_good_is_told(
    cast: Cast, mailbox: Mailbox, provider: MailStandIn, settle: Settle
) -> None:
    provider.state.next = [there.answers(400)]
    _, entry = _replied(cast, mailbox, settle)
    entry.refresh_from_db()
    assert (_mail().state, entry.delivery_state) == ("failed", "failed")


def test_a_provider_that_cannot_be_reached_has_nothing(
    cast: Cast, mailbox: Mailbox, settings: Any, settle: Settle
) -> None:
    settings.MAIL_API_URL = "http://127.0.0.1:9"
    _replied(cast, mailbox, settle)
    assert _mail().state == "queued"


def test_automatic_mail_is_capped_as_by_a_server(
    cast: Cast, mailbox: Mailbox, provider: MailStandIn, settings: Any, settle: Settle
) -> None:
    settings.MAIL_CAP_RECIPIENT_HOUR = 2
    for number in range(4):
        letter_queue(
            Letter(
                kind=OutgoingKind.NOTICE, mailbox=mailbox, dedupe_key=f"n{number}", text="Hi", subject="Hi",
                message_id=f"n{number}@halyard.test", to=["ines@halyard.test"],
            ),
            now=NOW,
        )  # fmt: skip
    settle()
    states = sorted(OutgoingMail.objects.values_list("state", flat=True))
    assert states == ["capped", "capped", "sent", "sent"]
    assert all(one.headers["auto-submitted"] for one in provider.state.mails)


def _event(name: str, kind: str, mail: OutgoingMail, key: SendGridKey, amazon: Amazon) -> tuple[str, Posted]:
    """What a provider posts, and its proof."""
    number, whom = str(mail.pk), mail.to[0]
    if name == "mailgun":
        signature = {part: value.decode() for part, value in mailgun_signature().items()}
        told: Any = {
            "signature": signature,
            "event-data": {
                "event": "failed" if kind == "bounced" else "delivered", "severity": "permanent",
                "id": "e1", "timestamp": 1772442000.1, "recipient": whom,
                "message": {"headers": {"message-id": mail.message_id}},
                "user-variables": {"candor_mail": number},
                "delivery-status": {"code": 550, "message": "5.1.1 no such user"},
            },
        }  # fmt: skip
        return MAILGUN_KEY, Posted(json.dumps(told).encode(), "application/json")
    if name == "postmark":
        told = {"RecordType": "Bounce", "ID": 1, "Type": "HardBounce", "TypeCode": 1, "Email": whom,
                "BouncedAt": "2026-03-02T09:00:00Z", "Details": "5.1.1 no such user"}  # fmt: skip
        if kind == "delivered":
            told = {"RecordType": "Delivery", "Recipient": whom, "DeliveredAt": "2026-03-02T09:00:00Z"}
        told |= {"MessageID": mail.provider_id, "Metadata": {"candor_mail": number}}
        return PASSWORD, Posted(json.dumps(told).encode(), "application/json", basic())
    if name == "sendgrid":
        told = [{"event": "bounce" if kind == "bounced" else "delivered", "email": whom, "sg_event_id": "e1",
                 "timestamp": 1772442000, "candor_mail": number, "reason": "5.1.1 no such user",
                 "sg_message_id": "x.1", "type": "bounce"}]  # fmt: skip
        return key.secret, key.sign(Posted(json.dumps(told).encode(), "application/json"))
    about = {"timestamp": "2026-03-02T09:00:00.000Z", "messageId": mail.provider_id, "destination": [whom]}
    told = {"eventType": "Delivery", "mail": about,
            "delivery": {"recipients": [whom], "timestamp": "2026-03-02T09:00:00.000Z",
                         "smtpResponse": "250 ok"}}  # fmt: skip
    if kind == "bounced":
        bounced = {"emailAddress": whom, "diagnosticCode": "5.1.1 no such user", "action": "failed"}
        told = {"eventType": "Bounce", "mail": about,
                "bounce": {"bounceType": "Permanent", "bounceSubType": "General", "feedbackId": "f",
                           "bouncedRecipients": [bounced],
                           "timestamp": "2026-03-02T09:00:00.000Z"}}  # fmt: skip
    return TOPIC, amazon.post({"Type": "Notification", "Message": json.dumps(told)})


@pytest.fixture
def amazon(monkeypatch: pytest.MonkeyPatch) -> Amazon:
    """Amazon's certificate, as if it had been fetched."""
    from cryptography import x509

    from integrations.email.transport import sns

    found = Amazon()
    monkeypatch.setattr(sns, "_certificate", lambda url: x509.load_pem_x509_certificate(found.pem))
    return found


def _posts(mailbox: Mailbox, posted: Posted, *, headers: dict[str, str] | None = None) -> int:
    answer = Client(enforce_csrf_checks=True).generic(
        "POST", f"/hooks/mail/{mailbox.intake_key}/events", posted.body, content_type=posted.content_type,
        headers=posted.headers if headers is None else headers,
    )  # fmt: skip
    return int(answer.status_code)


def test_what_came_back_is_told_at_the_reply_and_its_address(
    cast: Cast, mailbox: Mailbox, settle: Settle, amazon: Amazon
) -> None:
    _, entry = _replied(cast, mailbox, settle)
    secret, posted = _event(mailbox.api_provider, "bounced", _mail(), SendGridKey(), amazon)
    Mailbox.objects.update(events_secret=secret)
    assert _posts(mailbox, posted) == 200
    assert _posts(mailbox, posted) == 200
    entry.refresh_from_db()
    assert (_mail().state, entry.delivery_state) == ("bounced", "bounced")
    assert "5.1.1 no such user" in AddressHealth.objects.get(address="helen@kestrel.test").detail


def test_a_delivery_clears_a_doubt_and_no_bounce(
    cast: Cast, mailbox: Mailbox, settle: Settle, amazon: Amazon
) -> None:
    _, entry = _replied(cast, mailbox, settle)
    OutgoingMail.objects.update(state="in_doubt")
    secret, posted = _event(mailbox.api_provider, "delivered", _mail(), SendGridKey(), amazon)
    Mailbox.objects.update(events_secret=secret)
    assert _posts(mailbox, posted) == 200
    entry.refresh_from_db()
    assert (_mail().state, entry.delivery_state) == ("sent", "sent")
    OutgoingMail.objects.update(state="bounced")
    assert _posts(mailbox, posted) == 200
    assert _mail().state == "bounced"


def test_a_stranger_s_events_change_nothing(
    cast: Cast, mailbox: Mailbox, settle: Settle, amazon: Amazon
) -> None:
    _replied(cast, mailbox, settle)
    _, posted = _event(mailbox.api_provider, "bounced", _mail(), SendGridKey(), amazon)
    assert _posts(mailbox, posted) in (401, 403)
    wrong = {"mailgun": "f" * 32, "ses": "arn:aws:sns:eu-west-1:1:another"}.get(mailbox.api_provider, "x:y")
    Mailbox.objects.update(events_secret=wrong)
    assert _posts(mailbox, posted) == 403
    assert _mail().state == "sent"


def test_what_is_told_of_another_mailbox_s_mail_changes_nothing(
    cast: Cast, provider: MailStandIn, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    mine = _mailbox(cast, "postmark")
    _replied(cast, mine, settle)
    other = mailbox_for(
        cast.brand, "other@halyard.test", sends_by="api", api_provider="postmark", api_key=KEY,
        events_secret=PASSWORD,
    )  # fmt: skip
    _, posted = _event("postmark", "bounced", _mail(), SendGridKey(), Amazon())
    assert _posts(other, posted) == 200
    assert _mail().state == "sent"
    Mailbox.objects.filter(pk=mine.pk).update(sends_by="smtp")
    assert _posts(mine, posted) == 404


def test_a_mailbox_says_which_way_it_sends_and_tests_it(
    cast: Cast, mailbox: Mailbox, provider: MailStandIn
) -> None:
    api, path = cast.api(cast.admin), f"mailboxes/{mailbox.pk}"
    shown = api.get(path)
    assert (shown.json()["sends_by"], shown.json()["has_api_key"]) == ("api", True)
    assert KEY not in shown.content.decode()
    steps = {one["name"]: one for one in api.post(f"{path}/check").json()["steps"]}
    assert steps["Outgoing: provider"]["ok"], steps
    Mailbox.objects.update(api_key="another", api_account=ACCOUNT.get(mailbox.api_provider, ""))
    if mailbox.api_provider == "ses":
        Mailbox.objects.update(api_account="AKIAOTHER")
    steps = {one["name"]: one for one in api.post(f"{path}/check").json()["steps"]}
    assert steps["Outgoing: provider"]["ok"] is False
    assert provider.state.mails == []


def test_a_key_goes_to_no_other_account(cast: Cast, provider: MailStandIn) -> None:
    mailbox, api = _mailbox(cast, "mailgun", intake="forwarding"), cast.api(cast.admin)
    path = f"mailboxes/{mailbox.pk}"
    answer = api.patch(path, {"api_region": "eu"})
    assert (answer.status_code, list(answer.json()["errors"])) == (422, ["api_key"])
    assert api.patch(path, {"api_region": "eu", "api_key": "new"}).status_code == 200
    wrong = api.patch(path, {"api_provider": "ses", "api_key": "new", "api_region": "nowhere"})
    assert set(wrong.json()["errors"]) >= {"api_region"}
    assert cast.api(cast.agent).patch(path, {"api_key": "x"}).status_code == 403
