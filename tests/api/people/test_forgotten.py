"""Forgotten passwords: no flooding, no oracle, one link for one use."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail as django_mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core import clock
from core.models import AuditEntry
from integrations.email.models import Mailbox, OutgoingKind, OutgoingMail
from people.models import AccountLink, User
from tests.answers import Client
from tests.browsers import Browser, signed_in, with_password
from tests.cast import PASSWORD, Cast
from tests.mails import mailbox_for
from tests.mailservers import SmtpSink

pytestmark = pytest.mark.usefixtures("cheap_hashes")
Settle = Callable[[], None]
NEW = "quite-another-long-one"
WORDS = re.compile(rb"http://127\.0\.0\.1:8000/app/reset-password#([\w-]{43})")


@pytest.fixture
def sink() -> Iterator[SmtpSink]:
    with SmtpSink() as server:
        yield server


@pytest.fixture
def mailbox(cast: Cast, sink: SmtpSink) -> Mailbox:
    return mailbox_for(cast.brand, smtp_port=sink.port)


def forgot(email: str, *, address: str = "198.51.100.9", **headers: str) -> Any:
    client = Client(raise_request_exception=False, REMOTE_ADDR=address)
    return client.post(
        "/api/v1/password/forgot", {"email": email}, content_type="application/json", headers=headers
    )


def reset(token: str, **more: Any) -> Any:
    client = Client(raise_request_exception=False)
    return client.post(
        "/api/v1/password/reset", {"token": token, "password": NEW} | more, content_type="application/json"
    )


def tokens(sink: SmtpSink) -> list[str]:
    """The secrets of the links that have arrived, as a reader would follow them."""
    plain = [one.content.replace(b"=\r\n", b"") for one in sink.mails]
    return [found[1].decode() for one in plain if (found := WORDS.search(one))]


def test_the_way_back_in(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle) -> None:
    browser = signed_in(cast.agent)
    assert forgot(cast.agent.email).status_code == 202
    assert sink.mails == []
    settle()
    [received] = sink.mails
    assert b"Auto-Submitted: auto-generated" in received.content
    [token] = tokens(sink)
    assert reset(token).status_code == 204
    assert browser.get("me").status_code == 401
    assert Browser().sign_in(cast.agent.email) == 400
    assert Browser().sign_in(cast.agent.email, NEW) == 200
    assert AuditEntry.objects.filter(action="people.password_changed").count() == 1
    settle()
    assert b"password was changed" in sink.mails[-1].content
    assert reset(token, password="a-third-long-password").status_code == 410


def test_strangers_are_never_mailed(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle) -> None:
    """The mail cannon: 25 strangers from one address, then one victim from eight addresses."""
    for number in range(25):
        assert forgot(f"stranger{number}@elsewhere.test").status_code in {202, 429}
    with_password(cast.agent)
    for number in range(8):
        assert forgot(cast.agent.email, address=f"203.0.113.{number}").status_code == 202
    settle()
    assert [one.recipients for one in sink.mails] == [[cast.agent.email]] * 2
    assert django_mail.outbox == []


def test_one_client_does_not_ask_without_end(cast: Cast) -> None:
    statuses = [forgot(f"somebody{n}@elsewhere.test").status_code for n in range(12)]
    assert statuses == [202] * 10 + [429] * 2
    assert forgot("other@elsewhere.test", address="203.0.113.77").status_code == 202


def test_a_known_address_is_answered_like_an_unknown_one(cast: Cast, mailbox: Mailbox) -> None:
    """Same answer, same statements; what differs happens in the background."""
    with_password(cast.agent)
    forgot("warm@elsewhere.test", address="203.0.113.99")
    seen = []
    for email in (cast.agent.email, "nobody@elsewhere.test"):
        with CaptureQueriesContext(connection) as queries:
            answer = forgot(email)
        seen.append(
            (
                answer.status_code,
                answer.content,
                [re.sub(r"'[^']*'|_x\d+", "?", query["sql"]) for query in queries],
                dict(answer.headers).keys(),
            )
        )
    assert seen[0] == seen[1]
    assert not OutgoingMail.objects.exists()


@pytest.mark.parametrize("host", ["evil.example", "evil.example:8000", "127.0.0.1:8000@evil.example"])
def test_the_link_does_not_follow_the_host_of_the_request(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, host: str
) -> None:
    with_password(cast.agent)
    forgot(cast.agent.email, host=host, x_forwarded_host=host, origin=f"http://{host}")
    forgot(cast.agent.email, **{"X-Forwarded-Host": "evil.example"})
    settle()
    assert sink.mails
    for one in sink.mails:
        assert b"evil.example" not in one.content
    assert len(tokens(sink)) == len(sink.mails)


@pytest.mark.parametrize("why", ["deactivated", "no_password"])
def test_no_link_for(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle, why: str) -> None:
    if why == "deactivated":
        User.objects.filter(pk=with_password(cast.agent).pk).update(is_active=False)
    assert forgot(cast.agent.email).status_code == 202
    settle()
    assert sink.mails == []


def test_the_link_goes_to_the_address_that_we_know(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    """Whatever the database finds alike, such as a dotless i: what was typed gets nothing."""
    with_password(cast.agent)
    for typed in ("INES.AGENT@STAFF.TEST", "\u0131nes.agent@staff.test"):
        forgot(typed, address="203.0.113.5")
    settle()
    assert {one for mail in sink.mails for one in mail.recipients} <= {cast.agent.email}


@pytest.mark.parametrize("spoil", ["expires", "address", "deactivated", "password", "other_kind", "invented"])
def test_a_link_is_overtaken_by(
    cast: Cast,
    mailbox: Mailbox,
    sink: SmtpSink,
    settle: Settle,
    freeze: Callable[..., object],
    spoil: str,
) -> None:
    browser = signed_in(cast.agent)
    forgot(cast.agent.email)
    settle()
    [token] = tokens(sink)
    if spoil == "expires":
        freeze(clock.now() + timedelta(minutes=61))
    elif spoil == "address":
        User.objects.filter(pk=cast.agent.pk).update(email="moved@staff.test")
    elif spoil == "deactivated":
        User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    elif spoil == "password":
        changed = {"current_password": PASSWORD, "new_password": "a-third-long-password"}
        assert browser.post("me/password", changed).status_code == 200
    elif spoil == "other_kind":
        AccountLink.objects.update(kind="address")
    else:
        token = "x" * 43
    assert reset(token).status_code == 410
    cast.agent.refresh_from_db()
    assert not cast.agent.check_password(NEW)


def test_a_weak_password_does_not_use_the_link_up(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    with_password(cast.agent)
    forgot(cast.agent.email)
    settle()
    [token] = tokens(sink)
    weak = reset(token, password="short")
    assert weak.status_code == 422
    assert "password" in weak.json()["errors"]
    assert reset(token, role="owner").status_code == 400
    assert reset(token).status_code == 204


def test_one_link_ends_the_others(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle) -> None:
    with_password(cast.agent)
    for _ in range(2):
        forgot(cast.agent.email)
        settle()
    first, second = tokens(sink)
    assert reset(first).status_code == 204
    assert reset(second).status_code == 410


def test_tokens_end_on_request(cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle) -> None:
    with_password(cast.agent)
    program = cast.api(cast.agent)
    forgot(cast.agent.email)
    settle()
    assert reset(tokens(sink)[0], revoke_tokens=True).status_code == 204
    assert program.get("me").status_code == 401


def test_the_secret_is_forgotten_when_the_mail_has_left(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    with_password(cast.agent)
    forgot(cast.agent.email)
    settle()
    [mail] = OutgoingMail.objects.filter(kind=OutgoingKind.ACCOUNT)
    assert (mail.state, mail.secret) == ("sent", "")
    assert tokens(sink)[0] not in mail.text


def test_without_a_mailbox_the_log_says_so(
    cast: Cast, settle: Settle, caplog: pytest.LogCaptureFixture
) -> None:
    with_password(cast.agent)
    assert forgot(cast.agent.email).json() == forgot("nobody@elsewhere.test").json()
    settle()
    assert "No mailbox can send the link to a new password" in caplog.text


def test_a_flood_of_links_leaves_room_for_notices(
    cast: Cast, mailbox: Mailbox, sink: SmtpSink, settle: Settle
) -> None:
    """Else an attacker could use up the hour's mails before they change the password."""
    browser = signed_in(cast.agent)
    for number in range(8):
        forgot(cast.agent.email, address=f"203.0.113.{number}")
    settle()
    browser.post("me/password", {"current_password": PASSWORD, "new_password": NEW})
    settle()
    assert b"password was changed" in sink.mails[-1].content


def test_other_media_types_are_refused(cast: Cast) -> None:
    """A page elsewhere cannot make its visitors ask: browsers send no JSON across without our leave."""
    for media in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
        answer = Client(raise_request_exception=False).post(
            "/api/v1/password/forgot", '{"email":"a@b.test"}', content_type=media
        )
        assert answer.status_code == 415, media
