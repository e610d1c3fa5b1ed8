"""Mailboxes, the ingest log, suspended mail and originals over the API."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest

from integrations.email.models import InboundMail, Mailbox
from tests.cast import NOW, Cast
from tests.mails import mailbox_for, raw_mail, receive, ticket_of
from tickets.models import Ticket

IMAP = {
    "address": "Help@Halyard.test",
    "imap_host": "imap.halyard.test",
    "password": "very-secret",
    "smtp_host": "smtp.halyard.test",
}


@pytest.fixture
def mailbox(cast: Cast, freeze: Callable[..., object]) -> Mailbox:
    freeze(NOW)
    return mailbox_for(cast.brand)


def test_a_mailbox_is_made_read_and_changed_without_its_secrets(cast: Cast) -> None:
    api = cast.api(cast.admin)
    made = api.post("mailboxes", IMAP | {"brand_id": cast.brand.pk})
    assert made.status_code == 201, made.content
    body = made.json()
    assert (body["address"], body["has_password"], body["health"]["state"]) == (
        "help@halyard.test",
        True,
        "new",
    )
    assert b"very-secret" not in made.content
    changed = api.patch(f"mailboxes/{body['id']}", {"sender_name": "Halyard help"})
    assert changed.json()["sender_name"] == "Halyard help"
    assert Mailbox.objects.get().password == "very-secret"
    assert b"very-secret" not in api.get("mailboxes").content
    assert api.delete(f"mailboxes/{body['id']}").status_code == 204


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"address": "no address"}, "address"),
        ({"imap_host": ""}, "imap_host"),
        ({"password": ""}, "password"),
        ({"imap_port": 0}, "imap_port"),
        ({"intake": "webhook"}, "provider"),
        ({"intake": "webhook", "provider": "postmark"}, "webhook_secret"),
        ({"intake": "pigeon"}, "intake"),
        ({"brand_id": 999_999}, "brand_id"),
    ],
)
def test_a_bad_mailbox_is_refused_with_the_field(cast: Cast, change: dict[str, object], field: str) -> None:
    answer = cast.api(cast.admin).post("mailboxes", IMAP | {"brand_id": cast.brand.pk} | change)
    assert answer.status_code in (400, 422)
    assert field in answer.json()["errors"]
    assert not Mailbox.objects.exists()


def test_an_address_belongs_to_one_mailbox(cast: Cast, mailbox: Mailbox) -> None:
    answer = cast.api(cast.admin).post(
        "mailboxes", IMAP | {"brand_id": cast.brand.pk, "address": mailbox.address.upper()}
    )
    assert answer.json()["errors"] == {"address": ["Taken."]}


def test_another_account_starts_its_cursor_anew(cast: Cast, mailbox: Mailbox) -> None:
    Mailbox.objects.update(uid_validity=7, last_uid=99, state="ok")
    api = cast.api(cast.admin)
    api.patch(f"mailboxes/{mailbox.pk}", {"sender_name": "Only words"})
    mailbox.refresh_from_db()
    assert (mailbox.uid_validity, mailbox.last_uid) == (7, 99)
    api.patch(f"mailboxes/{mailbox.pk}", {"imap_folder": "Support"})
    mailbox.refresh_from_db()
    assert (mailbox.uid_validity, mailbox.last_uid, mailbox.state) == (None, 0, "new")
    assert mailbox.reads_from == NOW


@pytest.mark.parametrize("change", [{"password": "renewed"}, {"imap_port": 143, "password": "renewed"}])
def test_a_new_password_leaves_no_mail_of_the_meantime_behind(
    cast: Cast, mailbox: Mailbox, change: dict[str, object]
) -> None:
    Mailbox.objects.update(uid_validity=7, last_uid=99, state="sign_in")
    assert cast.api(cast.admin).patch(f"mailboxes/{mailbox.pk}", change).status_code == 200
    mailbox.refresh_from_db()
    assert (mailbox.uid_validity, mailbox.last_uid, mailbox.state) == (7, 99, "new")


def test_a_mailbox_never_read_keeps_the_time_it_was_entered_at(
    cast: Cast, freeze: Callable[..., object]
) -> None:
    freeze(NOW)
    api = cast.api(cast.admin)
    made = api.post("mailboxes", IMAP | {"brand_id": cast.brand.pk}).json()
    freeze(NOW + timedelta(hours=3))
    corrected = {"imap_host": "mail.halyard.test", "password": "very-secret"}
    assert api.patch(f"mailboxes/{made['id']}", corrected).status_code == 200
    assert Mailbox.objects.get().reads_from == NOW


def test_a_mailbox_with_mail_can_only_be_switched_off(cast: Cast, mailbox: Mailbox) -> None:
    receive(mailbox, raw_mail())
    api = cast.api(cast.admin)
    assert api.delete(f"mailboxes/{mailbox.pk}").json()["code"] == "email.mailbox_in_use"
    assert api.patch(f"mailboxes/{mailbox.pk}", {"is_active": False}).json()["is_active"] is False


def test_who_may_what(cast: Cast, mailbox: Mailbox) -> None:
    supervisor, agent = cast.api(cast.supervisor), cast.api(cast.agent)
    assert supervisor.get("mailboxes").status_code == 200
    assert supervisor.patch(f"mailboxes/{mailbox.pk}", {"sender_name": "x"}).status_code == 403
    assert supervisor.get("mail/log").status_code == 200
    for path in ("mailboxes", "mail/log", "mail/log/counts", "mail/rules", "mailboxes/alerts"):
        assert agent.get(path).status_code == 403
    assert agent.post("mail/suspended/recover", {"ids": [1]}).status_code == 403


def test_the_log_tells_what_became_of_each_mail(cast: Cast, mailbox: Mailbox) -> None:
    stored = receive(mailbox, raw_mail())
    receive(mailbox, raw_mail(sender="support@halyard.test", message_id="<own@halyard.test>"))
    receive(mailbox, raw_mail())
    api = cast.api(cast.supervisor)
    rows = api.get("mail/log").json()["results"]
    assert [(row["state"], row["reason"]) for row in rows] == [
        ("stored", "duplicate"),
        ("suspended", "own_address"),
        ("stored", ""),
    ]
    assert rows[2]["ticket"] == stored.ticket_id
    counts = api.get("mail/log/counts").json()
    assert (counts["stored"], counts["suspended"], counts["failed"]) == (2, 1, 0)
    assert {row["reason"] for row in counts["by_reason"]} == {"duplicate", "own_address"}
    assert [row["id"] for row in api.get("mail/log", {"state": "suspended"}).json()["results"]] == [
        rows[1]["id"]
    ]
    assert not api.get("mail/log", {"q": "nobody@nowhere"}).json()["results"]
    one = api.get(f"mail/log/{stored.pk}").json()
    assert ["subject", "Exports fail"] in [[name.lower(), value] for name, value in one["headers"]]
    assert "Exports fail since Monday." in one["text"]
    raw = api.get(f"mail/log/{stored.pk}/raw")
    assert raw.content == raw_mail()
    assert raw["Content-Disposition"].startswith("attachment")
    assert api.get("mail/log", {"state": "lost"}).status_code == 422


def test_pages_of_the_log_follow_each_other(cast: Cast, mailbox: Mailbox) -> None:
    for number in range(5):
        receive(mailbox, raw_mail(message_id=f"<{number}@kestrel.test>", text=str(number)))
    api, seen, cursor = cast.api(cast.supervisor), [], None
    while True:
        page = api.get("mail/log", {"limit": 2} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(InboundMail.objects.values_list("pk", flat=True), reverse=True)


def test_recover_and_delete_tell_what_they_could_not_do(cast: Cast, mailbox: Mailbox) -> None:
    stored = receive(mailbox, raw_mail())
    api = cast.api(cast.supervisor)
    for action in ("recover", "delete"):
        answer = api.post(f"mail/suspended/{action}", {"ids": [stored.pk, 999_999]}).json()
        assert answer["changed"] == []
        assert {row["id"] for row in answer["failed"]} == {stored.pk, 999_999}
    assert api.post(f"mail/log/{stored.pk}/retry").json()["code"] == "email.nothing_to_retry"


def test_rules_about_senders(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    made = api.post("mail/rules", {"pattern": "@News.test", "kind": "block"})
    assert made.status_code == 201
    api.post("mail/rules", {"pattern": "@news.test", "kind": "allow"})
    [rule] = api.get("mail/rules").json()["results"]
    assert (rule["pattern"], rule["kind"]) == ("@news.test", "allow")
    assert api.post("mail/rules", {"pattern": "everybody", "kind": "block"}).status_code == 422
    assert api.delete(f"mail/rules/{rule['id']}").status_code == 204


HTML = (
    '<div onclick="alert(1)">Look <img src="https://tracker.test/p.png?u=helen"><script>alert(1)</script>'
    '<a href="javascript:alert(1)">here</a><form action="https://evil.test"><input name="password"></form>'
    "</div>"
)


def original(cast: Cast, mailbox: Mailbox) -> tuple[Ticket, str]:
    mail = receive(mailbox, raw_mail("Look here", html=HTML))
    return ticket_of(mail), f"tickets/{mail.ticket_id}/entries/{mail.entry_id}"


def test_the_original_is_shown_without_anything_that_acts(cast: Cast, mailbox: Mailbox) -> None:
    _, path = original(cast, mailbox)
    api = cast.api(cast.agent)
    told = api.get(f"{path}/original").json()
    assert (told["has_html"], told["remote_images"]) == (True, 1)
    page = api.get(f"{path}/original.html")
    html = page.content.decode()
    for evil in ("<script", "onclick", "javascript:", "<form", "<input", "tracker.test"):
        assert evil not in html
    policy = page["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox" in policy
    assert page["X-Frame-Options"] == "SAMEORIGIN"
    assert api.get(f"{path}/original.eml")["Content-Type"] == "application/octet-stream"


def test_remote_images_come_through_us_and_only_where_they_may(
    cast: Cast, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, path = original(cast, mailbox)
    html = cast.api(cast.agent).get(f"{path}/original.html", {"images": "1"}).content.decode()
    assert "tracker.test" not in html
    found = re.search(r'src="(/mail-images/[^"]+)"', html)
    assert found is not None
    asked = []

    def fetch(method: str, url: str, **more: object) -> object:
        import httpx

        asked.append(url)
        return httpx.Response(
            200, content=b"<svg onload=alert(1)></svg>", headers={"Content-Type": "image/png"}
        )

    monkeypatch.setattr("integrations.email.api.messages.http.fetch", fetch)
    from tests.answers import Client

    answer = Client().get(found[1])
    assert asked == ["https://tracker.test/p.png?u=helen"]
    assert answer.status_code == 404  # what says that it is an image is none
    monkeypatch.undo()
    assert Client().get(found[1][:-2] + "xx").status_code == 404


def test_originals_and_recipients_are_for_who_sees_the_ticket(cast: Cast, mailbox: Mailbox) -> None:
    ticket, path = original(cast, mailbox)
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.team)
    api = cast.api(cast.team_agent)
    for one in (
        f"{path}/original",
        f"{path}/original.html",
        f"{path}/original.eml",
        f"tickets/{ticket.pk}/recipients",
    ):
        assert api.get(one).status_code == 404
    other = cast.ticket()
    entry = path.rpartition("/")[2]
    assert cast.api(cast.agent).get(f"tickets/{other.pk}/entries/{entry}/original").status_code == 404


def test_the_alarm_names_what_does_not_work(cast: Cast, mailbox: Mailbox) -> None:
    Mailbox.objects.update(state="sign_in", state_detail="The token was withdrawn.")
    [alert] = cast.api(cast.supervisor).get("mailboxes/alerts").json()["results"]
    assert alert["state"] == "sign_in"
    assert "needs a new sign-in" in alert["text"]
