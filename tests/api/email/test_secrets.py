"""A stored password goes to the server it was given for, and to no other."""

import socket
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from integrations.email.models import Mailbox
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tests.mailservers import OddServer

Freeze = Callable[..., object]
SECRETS = {"password": "TOP-SECRET-IMAP", "smtp_password": "TOP-SECRET-SMTP", "smtp_username": "out"}


@pytest.fixture
def mailbox(cast: Cast, freeze: Freeze) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand, **SECRETS, webhook_secret="hook", username="boss")


class Listener:
    """A server that takes part in any talk, and keeps what it hears."""

    def __init__(self) -> None:
        self.heard = b""

    def talk(self, own: socket.socket) -> None:
        own.sendall(b"* OK ready\r\n")
        while line := own.recv(4000):
            self.heard += line
            tag = line.split()[0]
            own.sendall(b"* CAPABILITY IMAP4rev1 AUTH=PLAIN\r\n" + tag + b" OK done\r\n")


@pytest.mark.parametrize(
    ("change", "needed"),
    [
        ({"imap_host": "127.0.0.2"}, {"password"}),
        ({"imap_port": 18143}, {"password"}),
        ({"imap_security": "none"}, {"password"}),
        ({"imap_security": "starttls"}, {"password"}),
        ({"smtp_host": "127.0.0.2"}, {"smtp_password"}),
        ({"smtp_port": 2525}, {"smtp_password"}),
        ({"smtp_security": "tls"}, {"smtp_password"}),
        ({"smtp_username": "", "smtp_password": ""}, {"password"}),
        ({"imap_host": "127.0.0.2", "smtp_host": "127.0.0.2"}, {"password", "smtp_password"}),
        ({"provider": "mailgun"}, {"webhook_secret"}),
    ],
)
def test_a_secret_is_given_again_with_another_place(
    cast: Cast, mailbox: Mailbox, change: dict[str, Any], needed: set[str]
) -> None:
    api = cast.api(cast.owner, ["mail:write", "mail:read"])
    before = Mailbox.objects.filter(pk=mailbox.pk).values().get()
    refused = api.patch(f"mailboxes/{mailbox.pk}", change)
    assert refused.status_code == 422
    body = refused.json()
    assert body["code"] == "email.secret_needed"
    assert set(body["errors"]) == needed
    assert all("again" in " ".join(told) for told in body["errors"].values())
    assert Mailbox.objects.filter(pk=mailbox.pk).values().get() == before
    again = change | {name: f"new {name}" for name in needed}
    assert api.patch(f"mailboxes/{mailbox.pk}", again).status_code == 200


def test_the_password_of_the_incoming_server_is_not_lent_to_another_outgoing_one(
    cast: Cast, freeze: Freeze
) -> None:
    freeze(NOW)
    mailbox = mailbox_for(cast.brand, password="TOP-SECRET", username="boss")
    api = cast.api(cast.owner)
    refused = api.patch(f"mailboxes/{mailbox.pk}", {"smtp_host": "127.0.0.2"})
    assert set(refused.json()["errors"]) == {"password"}
    detour = [
        {"smtp_host": "127.0.0.2", "smtp_username": "x", "smtp_password": "y"},
        {"smtp_username": "", "smtp_password": ""},
    ]
    assert [api.patch(f"mailboxes/{mailbox.pk}", one).status_code for one in detour] == [200, 422]
    roundabout = [
        {"intake": "forwarding", "imap_host": "127.0.0.2"},
        {"intake": "imap"},
    ]
    assert [api.patch(f"mailboxes/{mailbox.pk}", one).status_code for one in roundabout] == [200, 422]


@pytest.mark.parametrize(
    "change", [{"sender_name": "Desk"}, {"imap_folder": "Other"}, {"imap_host": "127.0.0.1"}]
)
def test_other_changes_keep_the_secret(cast: Cast, mailbox: Mailbox, change: dict[str, Any]) -> None:
    assert cast.api(cast.owner).patch(f"mailboxes/{mailbox.pk}", change).status_code == 200
    mailbox.refresh_from_db()
    assert (mailbox.password, mailbox.smtp_password) == ("TOP-SECRET-IMAP", "TOP-SECRET-SMTP")


def test_a_listener_hears_no_stored_password(cast: Cast, mailbox: Mailbox) -> None:
    api = cast.api(cast.owner)
    listener = Listener()
    with OddServer(listener.talk) as server:
        for host in ("imap", "smtp"):
            change = {f"{host}_host": "127.0.0.1", f"{host}_port": server.port, f"{host}_security": "none"}
            api.patch(f"mailboxes/{mailbox.pk}", change)
        api.post(f"mailboxes/{mailbox.pk}/check", {})
        assert b"TOP-SECRET" not in listener.heard
        given = {"imap_port": server.port, "imap_security": "none", "password": "GIVEN-ANEW"}
        assert api.patch(f"mailboxes/{mailbox.pk}", given).status_code == 200
        api.post(f"mailboxes/{mailbox.pk}/check", {})
    assert b"GIVEN-ANEW" in listener.heard
    assert b"TOP-SECRET" not in listener.heard


@pytest.mark.parametrize(
    "change",
    [{"imap_host": "127.0.0.2"}, {"smtp_port": 2525}, {"smtp_security": "none"}, {"sign_in": "microsoft"}],
)
def test_a_provider_s_sign_in_is_forgotten_with_another_place(
    cast: Cast, freeze: Freeze, change: dict[str, Any]
) -> None:
    freeze(NOW)
    mailbox = mailbox_for(
        cast.brand,
        password="",
        sign_in="google",
        smtp_security="starttls",
        refresh_token="R",
        access_token="A",
        access_token_expires_at=NOW + timedelta(hours=1),
    )
    api = cast.api(cast.owner)
    assert api.patch(f"mailboxes/{mailbox.pk}", {"sender_name": "Desk"}).status_code == 200
    mailbox.refresh_from_db()
    assert mailbox.refresh_token == "R"
    assert api.patch(f"mailboxes/{mailbox.pk}", change).json()["is_signed_in"] is False
    mailbox.refresh_from_db()
    assert (mailbox.refresh_token, mailbox.access_token) == ("", "")
