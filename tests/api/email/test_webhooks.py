"""Mail that providers post: proof first, then the raw message, then a 2xx; redelivery is harmless."""

import json
import threading
from collections.abc import Callable, Iterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest

from core import http
from core.errors import UpstreamFailed
from integrations.email.models import InboundMail, InboundState, Mailbox, MailboxState, RawMail
from tests.answers import Client
from tests.api.email.providers import (
    MAILGUN_KEY,
    PASSWORD,
    RAW,
    RECIPIENT,
    TOPIC,
    Amazon,
    Posted,
    SendGridKey,
    mailgun_parsed,
    mailgun_raw,
    mailgun_signature,
    multipart,
    postmark,
    sendgrid_parsed,
    sendgrid_raw,
)
from tests.cast import Cast
from tests.mails import mailbox_for

pytestmark = pytest.mark.django_db
TRACE = f"Delivered-To: {RECIPIENT}\r\n".encode()
Send = Callable[..., int]


@pytest.fixture
def send(cast: Cast) -> Send:
    """`send(provider, secret, posted)` posts to a mailbox of that provider and returns the status."""

    def post(provider: str, secret: str, posted: Posted, *, tail: str = "") -> int:
        mailbox = Mailbox.objects.filter(address=f"{provider}@halyard.test").first() or mailbox_for(
            cast.brand,
            f"{provider}@halyard.test",
            intake="webhook",
            provider=provider,
            webhook_secret=secret,
        )
        answer = Client(enforce_csrf_checks=True).generic(
            "POST",
            f"/hooks/mail/{mailbox.intake_key}{tail}",
            posted.body,
            content_type=posted.content_type,
            headers=posted.headers,
        )
        return int(answer.status_code)

    return post


@pytest.fixture(scope="module")
def amazon() -> Amazon:
    return Amazon()


@pytest.fixture
def asked(amazon: Amazon, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was asked of Amazon's servers; they answer with their certificate."""
    urls: list[str] = []

    def fetch(method: str, url: str, **more: Any) -> httpx.Response:
        urls.append(url)
        assert more["follow_redirects"] is False
        return httpx.Response(200, content=amazon.pem)

    monkeypatch.setattr(http, "fetch", fetch)
    return urls


def stored() -> bytes:
    """The raw content of the one mail that was stored."""
    return bytes(RawMail.objects.get().content)


def understood() -> EmailMessage:
    return message_from_bytes(stored(), policy=default)


def health(provider: str) -> tuple[str, str]:
    mailbox = Mailbox.objects.get(address=f"{provider}@halyard.test")
    return mailbox.state, mailbox.state_detail


def test_mailgun_raw_is_kept_byte_for_byte(send: Send) -> None:
    assert send("mailgun", MAILGUN_KEY, mailgun_raw(), tail="/mime") == 200
    assert stored() == TRACE + RAW
    row = InboundMail.objects.get()
    assert (row.source, row.state, row.provider_id) == ("webhook", InboundState.FETCHED, "a" * 50)
    assert health("mailgun") == (MailboxState.OK, "")


def test_mailgun_without_files_posts_the_other_kind_of_form(send: Send) -> None:
    fields = {"recipient": RECIPIENT.encode(), "body-mime": RAW} | mailgun_signature()
    posted = Posted(urlencode(fields).encode(), "application/x-www-form-urlencoded")
    assert send("mailgun", MAILGUN_KEY, posted) == 200
    assert stored() == TRACE + RAW


def test_mailgun_parsed_becomes_a_message_again(send: Send) -> None:
    assert send("mailgun", MAILGUN_KEY, mailgun_parsed()) == 200
    mail = understood()
    assert mail["Subject"] == "Exports fail: Köln"
    assert mail["Message-ID"] == "<first@kestrel.test>"
    assert mail.get_body(("plain",)).get_content().strip() == "Grüße aus Köln."  # type: ignore[union-attr]  # a mail with a text
    assert [part.get_content_type() for part in mail.walk()][-1] == "image/png"
    assert b"pic@x" in stored()


def test_postmark_raw(send: Send) -> None:
    raw = RAW.decode("latin-1").encode()
    assert send("postmark", PASSWORD, postmark(raw=raw)) == 200
    assert stored() == TRACE + raw


def test_postmark_parsed_becomes_a_message_again(send: Send) -> None:
    assert send("postmark", PASSWORD, postmark()) == 200
    mail = understood()
    assert mail["From"] == "Helen Marsh <helen@kestrel.test>"
    assert mail["Message-ID"] == "<first@kestrel.test>"
    assert mail.get_body(("plain",)).get_content().strip() == "Grüße aus Köln."  # type: ignore[union-attr]  # a mail with a text
    assert [part.get_filename() for part in mail.iter_attachments()] == ["notes.txt"]
    assert InboundMail.objects.get().provider_id == "73e6d360-66eb-11e1-8e72-a8904824019b"


def test_sendgrid_raw_is_kept_byte_for_byte(send: Send) -> None:
    assert send("sendgrid", PASSWORD, sendgrid_raw()) == 200
    assert stored() == TRACE + RAW


def test_sendgrid_parsed_becomes_a_message_again(send: Send) -> None:
    assert send("sendgrid", PASSWORD, sendgrid_parsed()) == 200
    mail = understood()
    assert mail["Message-ID"] == "<first@kestrel.test>"
    assert mail.get_body(("plain",)).get_content().strip() == "Grüße aus Köln."  # type: ignore[union-attr]  # a mail with a text
    assert [part.get_content() for part in mail.iter_attachments()] == ["some notes"]


def test_sendgrid_by_signature(send: Send) -> None:
    key = SendGridKey()
    assert send("sendgrid", key.secret, key.sign(sendgrid_raw())) == 200
    assert stored() == TRACE + RAW


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("version", ["1", "2"])
def test_ses_raw_is_kept_byte_for_byte(send: Send, amazon: Amazon, version: str) -> None:
    assert send("ses", TOPIC, amazon.mail(version=version)) == 200
    assert stored() == TRACE + RAW
    assert InboundMail.objects.get().provider_id == "jili9m351il3gkburn7o2f0u6788stij94c8ld01"


@pytest.mark.usefixtures("asked")
def test_ses_fetches_what_is_too_large_for_a_notification(
    send: Send, amazon: Amazon, settings: Any, storage: "Storage"
) -> None:
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": storage.params}
    storage.objects["/mails/inbound/jili"] = RAW
    action = {"type": "S3", "bucketName": "mails", "objectKey": "inbound/jili"}
    receipt = {"recipients": [RECIPIENT], "action": action}
    assert send("ses", TOPIC, amazon.mail(receipt=receipt)) == 200
    assert stored() == TRACE + RAW


@pytest.mark.usefixtures("asked")
def test_ses_is_asked_to_come_again_when_its_storage_is_away(
    send: Send, amazon: Amazon, settings: Any, storage: "Storage"
) -> None:
    settings.ANYMAIL = {"AMAZON_SES_CLIENT_PARAMS": storage.params}
    action = {"type": "S3", "bucketName": "mails", "objectKey": "gone"}
    assert send("ses", TOPIC, amazon.mail(receipt={"recipients": [], "action": action})) == 503
    assert not InboundMail.objects.exists()
    assert health("ses")[0] == MailboxState.FAILING


def all_providers(amazon: Amazon) -> list[tuple[str, str, Callable[[], Posted]]]:
    return [
        ("mailgun", MAILGUN_KEY, mailgun_raw),
        ("mailgun", MAILGUN_KEY, mailgun_parsed),
        ("postmark", PASSWORD, postmark),
        ("sendgrid", PASSWORD, sendgrid_raw),
        ("sendgrid", PASSWORD, sendgrid_parsed),
        ("ses", TOPIC, amazon.mail),
    ]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("which", range(6))
def test_a_delivery_that_comes_again_is_one_mail(send: Send, amazon: Amazon, which: int) -> None:
    provider, secret, make = all_providers(amazon)[which]
    assert [send(provider, secret, make()) for _ in range(3)] == [200, 200, 200]
    assert InboundMail.objects.count() == 1


def test_a_second_mail_is_a_second_mail(send: Send) -> None:
    for raw in (RAW, RAW.replace(b"first", b"second")):
        assert send("sendgrid", PASSWORD, sendgrid_raw(raw)) == 200
    assert InboundMail.objects.count() == 2


def test_a_captured_mailgun_token_carries_no_other_mail(send: Send) -> None:
    """Mailgun signs its token and not the mail: a token that was used must be of no more use."""
    send("mailgun", MAILGUN_KEY, mailgun_raw())
    send("mailgun", MAILGUN_KEY, mailgun_raw(RAW.replace(b"Exports fail", b"Send money")))
    assert b"Send money" not in stored()


def wrong_posts(amazon: Amazon) -> list[tuple[str, str, Posted]]:
    forged = sendgrid_raw()
    forged.headers = {}
    tampered = SendGridKey()
    changed = tampered.sign(sendgrid_raw())
    changed.body = changed.body.replace(b"Exports", b"Imports")
    altered = amazon.mail()
    altered.body = altered.body.replace(b"helen@", b"mallory@")
    unsigned = multipart({"recipient": b"x@halyard.test", "body-mime": RAW})
    return [
        ("mailgun", MAILGUN_KEY, mailgun_raw(key="another key")),
        ("mailgun", MAILGUN_KEY, unsigned),
        ("mailgun", MAILGUN_KEY, Posted(b"hello", "text/plain")),
        ("mailgun", MAILGUN_KEY, Posted(b"--xYzZY\r\n", "multipart/form-data; boundary=xYzZY")),
        ("mailgun", "", mailgun_raw()),
        ("postmark", PASSWORD, postmark(password="candor:wrong")),
        ("postmark", PASSWORD, Posted(postmark().body, "application/json")),
        ("postmark", PASSWORD, Posted(b"{}", "application/json", {"Authorization": "Basic %%%"})),
        ("sendgrid", PASSWORD, forged),
        ("sendgrid", tampered.secret, changed),
        ("sendgrid", tampered.secret, sendgrid_raw()),
        ("ses", TOPIC, altered),
        ("ses", TOPIC, Amazon().mail()),
        ("ses", TOPIC.replace("candor", "other"), amazon.mail()),
        ("ses", TOPIC, Posted(b"{}", "text/plain")),
        ("ses", TOPIC, Posted(b"not json", "text/plain")),
        ("ses", TOPIC, amazon.post({"Type": "Notification", "Message": "x", "SignatureVersion": "3"})),
    ]


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("which", range(17))
def test_a_wrong_proof_stores_nothing(send: Send, amazon: Amazon, which: int) -> None:
    assert send(*wrong_posts(amazon)[which]) == 403
    assert not InboundMail.objects.exists()
    state, detail = health(wrong_posts(amazon)[which][0])
    assert state == MailboxState.FAILING
    assert "secret" in detail


@pytest.mark.parametrize(
    "url",
    [
        "http://sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com.evil.test/a.pem",
        "https://evil.test/sns.eu-west-1.amazonaws.com/a.pem",
        "https://sns.eu-west-1.amazonaws.com@evil.test/a.pem",
        "https://sns.eu-west-1.amazonaws.com:8443/a.pem",
        "https://s3.eu-west-1.amazonaws.com/bucket/a.pem",
        "https://sns.eu-west-1.amazonaws.com/a.txt",
        "file:///etc/passwd.pem",
        "",
    ],
)
def test_a_certificate_comes_from_amazon_alone(
    send: Send, amazon: Amazon, asked: list[str], url: str
) -> None:
    posted = amazon.post({"Type": "Notification", "Message": "{}", "SigningCertURL": url})
    assert send("ses", TOPIC, posted) == 403
    assert asked == []


def test_a_subscription_of_our_topic_is_confirmed(send: Send, amazon: Amazon, asked: list[str]) -> None:
    url = "https://sns.eu-west-1.amazonaws.com/?Action=ConfirmSubscription&Token=2336"
    message = {
        "Type": "SubscriptionConfirmation",
        "Token": "2336",
        "Message": "Visit it",
        "SubscribeURL": url,
    }
    assert send("ses", TOPIC, amazon.post(message)) == 200
    assert asked[-1] == url
    assert not InboundMail.objects.exists()


def test_a_subscription_elsewhere_is_not(send: Send, amazon: Amazon, asked: list[str]) -> None:
    message = {
        "Type": "SubscriptionConfirmation",
        "Token": "2336",
        "Message": "Visit it",
        "SubscribeURL": "https://evil.test/",
    }
    assert send("ses", TOPIC, amazon.post(message)) == 403
    assert "https://evil.test/" not in asked


@pytest.mark.usefixtures("asked")
def test_amazon_is_asked_for_its_password(send: Send, amazon: Amazon) -> None:
    """It sends the one in a URL only after a 401."""
    posted = amazon.mail()
    assert send("ses", PASSWORD, posted) == 401
    posted.headers |= postmark().headers
    assert send("ses", PASSWORD, posted) == 200


def test_a_certificate_that_cannot_be_had_means_later(
    send: Send, amazon: Amazon, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*args: Any, **more: Any) -> httpx.Response:
        raise UpstreamFailed("sns.eu-west-1.amazonaws.com could not be reached.")

    monkeypatch.setattr(http, "fetch", away)
    assert send("ses", TOPIC, amazon.mail()) == 503


def test_a_mail_over_the_limit_is_listed_with_its_headers(send: Send, settings: Any) -> None:
    settings.MAIL_MAX_BYTES = 10_000
    assert send("mailgun", MAILGUN_KEY, mailgun_raw(RAW + b"x" * 15_000)) == 200
    row = InboundMail.objects.get()
    assert (row.state, row.reason) == (InboundState.SUSPENDED, "too_large")
    assert row.size > 15_000
    assert stored() == TRACE + RAW.partition(b"\r\n\r\n")[0] + b"\r\n\r\n"


def test_a_post_beyond_all_measure_is_not_read(send: Send, settings: Any) -> None:
    settings.MAIL_MAX_BYTES = 10_000
    assert send("mailgun", MAILGUN_KEY, mailgun_raw(RAW + b"x" * 40_000)) == 413
    assert not InboundMail.objects.exists()


def test_a_mail_larger_than_django_s_form_limit_is_taken(send: Send, settings: Any) -> None:
    raw = RAW + b"x" * (settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1)
    assert send("sendgrid", PASSWORD, sendgrid_raw(raw)) == 200
    assert stored() == TRACE + raw


@pytest.mark.parametrize(
    ("provider", "secret", "posted"),
    [
        ("postmark", PASSWORD, postmark(Attachments="none")),
        ("postmark", PASSWORD, Posted(b"not json", "application/json", postmark().headers)),
        ("sendgrid", PASSWORD, Posted(b"hello", "text/plain", postmark().headers)),
        ("mailgun", MAILGUN_KEY, multipart({"recipient": b"x"} | mailgun_signature())),
    ],
)
def test_what_no_mail_can_be_made_of_waits_for_a_person(
    send: Send, provider: str, secret: str, posted: Posted
) -> None:
    assert send(provider, secret, posted) == 200
    row = InboundMail.objects.get()
    assert (row.state, row.reason) == (InboundState.SUSPENDED, "unreadable")
    assert row.detail
    assert stored() == posted.body


@pytest.mark.usefixtures("asked")
@pytest.mark.parametrize("which", range(4))
def test_a_webhook_for_something_else_says_what_to_change(send: Send, amazon: Amazon, which: int) -> None:
    event = {"event-data": {"event": "delivered"}, "signature": {}}
    provider, secret, posted = [
        ("mailgun", MAILGUN_KEY, Posted(json.dumps(event).encode(), "application/json")),
        ("mailgun", MAILGUN_KEY, multipart({"attachments": b"[]"} | mailgun_signature())),
        ("postmark", PASSWORD, postmark(RecordType="Bounce")),
        ("ses", TOPIC, amazon.mail(notificationType="Bounce")),
    ][which]
    assert send(provider, secret, posted) == 400
    assert health(provider)[0] == MailboxState.FAILING
    assert not InboundMail.objects.exists()


def test_an_envelope_cannot_write_headers(send: Send) -> None:
    posted = postmark(raw=RAW.decode("latin-1").encode(), OriginalRecipient="a@x.test\r\nX-Candor-Loop: 1")
    assert send("postmark", PASSWORD, posted) == 200
    assert stored() == RAW.decode("latin-1").encode()


def test_a_stranger_finds_nothing(cast: Cast) -> None:
    mailbox_for(cast.brand, intake="webhook", provider="postmark", webhook_secret=PASSWORD)
    posted = postmark()
    answer = Client().post(
        "/hooks/mail/guess", posted.body, content_type=posted.content_type, headers=posted.headers
    )
    assert answer.status_code == 404


def test_a_mailbox_of_another_kind_takes_nothing(cast: Cast) -> None:
    mailbox = mailbox_for(cast.brand, provider="postmark", webhook_secret=PASSWORD)
    posted = postmark()
    answer = Client().post(
        f"/hooks/mail/{mailbox.intake_key}",
        posted.body,
        content_type=posted.content_type,
        headers=posted.headers,
    )
    assert answer.status_code == 404


def test_a_mailbox_that_is_off_asks_to_come_again(send: Send) -> None:
    send("postmark", PASSWORD, postmark())
    Mailbox.objects.update(is_active=False)
    assert send("postmark", PASSWORD, postmark(MessageID="another")) == 503
    assert InboundMail.objects.count() == 1


def test_providers_may_try_whether_anybody_is_there(cast: Cast) -> None:
    mailbox = mailbox_for(cast.brand, intake="webhook", provider="mailgun", webhook_secret=MAILGUN_KEY)
    assert Client().head(f"/hooks/mail/{mailbox.intake_key}").status_code == 200
    assert Client().get(f"/hooks/mail/{mailbox.intake_key}").status_code == 405


def test_a_mail_after_a_refusal_mends_the_health(send: Send) -> None:
    send("postmark", PASSWORD, postmark(password="candor:wrong"))
    assert health("postmark")[0] == MailboxState.FAILING
    send("postmark", PASSWORD, postmark())
    assert health("postmark") == (MailboxState.OK, "")
    assert Mailbox.objects.get().failing_since is None


class Storage:
    """Amazon's S3, as far as one object is read from it."""

    def __init__(self) -> None:
        self.objects: dict[str, bytes] = {}
        storage = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, format: str, *args: Any) -> None:
                """Tests speak for themselves."""

            def do_HEAD(self) -> None:
                self._send()

            def do_GET(self) -> None:
                self._send()

            def _send(self) -> None:
                content = storage.objects.get(self.path.partition("?")[0])
                is_signed = "AWS4-HMAC-SHA256" in self.headers.get("Authorization", "")
                self.send_response(403 if not is_signed else 404 if content is None else 200)
                self.send_header("Content-Length", str(len(content or b"")))
                self.send_header("ETag", '"1"')
                self.end_headers()
                if self.command == "GET" and content is not None:
                    self.wfile.write(content)

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True

    @property
    def params(self) -> dict[str, Any]:
        """How boto3 gets here."""
        return {
            "endpoint_url": f"http://127.0.0.1:{self._server.server_port}",
            "aws_access_key_id": "AKIATEST",
            "aws_secret_access_key": "secret",
            "region_name": "eu-west-1",
            "config": {"retries": {"max_attempts": 0}},
        }

    def run(self) -> None:
        threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


@pytest.fixture
def storage() -> Iterator[Storage]:
    server = Storage()
    server.run()
    yield server
    server.stop()
