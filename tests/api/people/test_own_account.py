"""One's own password and address: who may change them, and what a change ends."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.models import AuditEntry
from integrations.email.models import Mailbox, OutgoingKind, OutgoingMail
from people import services
from people.models import AccountLink, ApiToken, User
from people.models.sessions import secret_digest
from tests.browsers import Browser, signed_in, with_password
from tests.cast import NOW, PASSWORD, ApiClient, Cast

pytestmark = pytest.mark.usefixtures("cheap_hashes", "undelivered")
Settle = Callable[[], None]
NEW = "quite-another-long-one"
WANTED = "ines@new-domain.test"


def mails(kind: str = OutgoingKind.ACCOUNT) -> list[OutgoingMail]:
    return list(OutgoingMail.objects.filter(kind=kind).order_by("id"))


def token_in(mail: OutgoingMail) -> str:
    found = re.search(r"#([\w-]{40,})$", mail.secret)
    assert found is not None
    return found[1]


def change(browser: Browser, **more: Any) -> Any:
    return browser.post("me/password", {"current_password": PASSWORD, "new_password": NEW} | more)


def ask(browser: Browser, email: str = WANTED, **more: Any) -> Any:
    return browser.post("me/address", {"email": email, "current_password": PASSWORD} | more)


def confirm(token: str) -> Any:
    return Browser("192.0.2.50").post("me/address/confirm", {"token": token})


def test_a_changed_password_ends_every_other_session(cast: Cast, mailbox: Mailbox) -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent)
    before = here.session_key
    answer = change(here)
    assert (answer.status_code, answer.json()) == (200, {"is_told": True})
    assert there.get("me").status_code == 401
    assert here.get("me").status_code == 200
    assert here.session_key != before
    assert Browser().sign_in(cast.agent.email) == 400
    assert Browser().sign_in(cast.agent.email, NEW) == 200
    [entry] = AuditEntry.objects.filter(action="people.password_changed")
    assert entry.actor_ref == f"staff:{cast.agent.pk}"
    [mail] = mails()
    assert mail.to == [cast.agent.email]
    assert mail.headers["Auto-Submitted"] == "auto-generated"
    assert NEW not in mail.text + str(entry.data)


@pytest.mark.parametrize(
    ("data", "status", "field"),
    [
        ({"current_password": "wrong-wrong-wrong"}, 422, "current_password"),
        ({"current_password": PASSWORD + " "}, 422, "current_password"),
        ({"current_password": ""}, 422, "current_password"),
        ({"new_password": "short"}, 422, "new_password"),
        ({"new_password": "password1234"}, 422, "new_password"),
        ({"new_password": "ines.agent@staff.test"}, 422, "new_password"),
        ({"new_password": PASSWORD}, 422, "new_password"),
        ({"new_password": "x" * 257}, 422, "new_password"),
        ({"role": "owner"}, 400, "role"),
        ({"email": "thief@evil.test"}, 400, "email"),
    ],
)
def test_a_password_is_not_changed_by(cast: Cast, data: dict[str, str], status: int, field: str) -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent)
    answer = change(here, **data)
    assert answer.status_code == status
    assert field in answer.json()["errors"]
    assert there.get("me").status_code == 200
    assert not AuditEntry.objects.filter(action="people.password_changed").exists()


@pytest.mark.parametrize("path", ["me/password", "me/address"])
def test_a_token_changes_no_account(cast: Cast, path: str) -> None:
    with_password(cast.agent)
    wanted = {"new_password": NEW} if path == "me/password" else {"email": WANTED}
    answer = cast.api(cast.agent).post(path, {"current_password": PASSWORD} | wanted)
    assert answer.status_code == 403
    assert Browser().sign_in(cast.agent.email) == 200


def test_a_session_without_its_csrf_token_changes_no_account(cast: Cast) -> None:
    browser = signed_in(cast.agent)
    answer = browser.client.post(
        "/api/v1/me/password",
        {"current_password": PASSWORD, "new_password": NEW},
        content_type="application/json",
    )
    assert answer.status_code == 403


def test_who_holds_a_session_does_not_guess_the_password(cast: Cast) -> None:
    browser = signed_in(cast.agent)
    tries = [change(browser, current_password=f"guess-number-{n}").status_code for n in range(10)]
    assert tries == [422] * 8 + [429] * 2
    assert change(browser).status_code == 429
    assert ask(browser).status_code == 429


@pytest.mark.parametrize(("asked", "status"), [(True, 401), (False, 200)])
def test_tokens_end_with_the_password_on_request(cast: Cast, asked: bool, status: int) -> None:
    browser, program, other = signed_in(cast.agent), cast.api(cast.agent), cast.api(cast.owner)
    assert change(browser, revoke_tokens=asked).status_code == 200
    assert program.get("me").status_code == status
    assert other.get("me").status_code == 200
    [entry] = AuditEntry.objects.filter(action="people.password_changed")
    assert entry.data["tokens_revoked"] == int(asked)


def test_without_a_mailbox_the_answer_says_so(cast: Cast, caplog: pytest.LogCaptureFixture) -> None:
    browser = signed_in(cast.agent)
    assert browser.get("me/account").json() == {"can_mail": False}
    refused = ask(browser)
    assert (refused.status_code, refused.json()["code"]) == (409, "people.no_mailbox")
    assert change(browser).json() == {"is_told": False}
    assert "No mailbox can send mail about an account" in caplog.text


def test_an_address_counts_once_its_link_was_followed(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    here, there = signed_in(cast.agent), signed_in(cast.agent)
    old = cast.agent.email
    answer = ask(here)
    assert (answer.status_code, answer.json()) == (202, {"email": WANTED})
    settle()
    [mail] = mails()
    assert mail.to == [WANTED]
    assert mail.secret.startswith("http://127.0.0.1:8000/app/confirm-address#")
    assert here.get("me").json()["email"] == old
    token = token_in(mail)
    confirmed = confirm(token)
    assert (confirmed.status_code, confirmed.json()) == (200, {"email": WANTED})
    assert here.get("me").json()["email"] == WANTED
    assert there.get("me").status_code == 401
    assert Browser().sign_in(old) == 400
    assert Browser().sign_in(WANTED) == 200
    notice = mails()[-1]
    assert notice.to == [old]
    assert WANTED in notice.text
    [entry] = AuditEntry.objects.filter(action="people.address_changed")
    assert entry.data == {"from": old, "to": WANTED, "tokens_revoked": 0}
    assert confirm(token).status_code == 410


def test_the_secret_of_a_link_is_stored_nowhere_in_the_clear(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    from django.db import connection

    ask(signed_in(cast.agent))
    settle()
    [mail] = mails()
    token = token_in(mail)
    assert token not in mail.text
    with connection.cursor() as cursor:
        for table in connection.introspection.table_names(cursor):
            cursor.execute(f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE %s', [f"%{token}%"])  # noqa: S608 (names of the database itself)
            assert cursor.fetchone() == (0,), table
    assert AccountLink.objects.get().digest == secret_digest(token)


@pytest.mark.parametrize("wanted", ["olga.owner@staff.test", "OLGA.Owner@staff.test"])
def test_somebody_elses_address_tells_nothing_and_mails_nobody(
    cast: Cast, mailbox: Mailbox, settle: Settle, wanted: str
) -> None:
    assert cast.owner.pk
    browser = signed_in(cast.agent)
    taken, free = ask(browser, wanted), ask(browser)
    assert taken.status_code == free.status_code == 202
    assert taken.json().keys() == free.json().keys()
    settle()
    assert [mail.to for mail in mails()] == [[WANTED]]


def test_an_address_that_was_taken_meanwhile_is_not_taken_away(
    cast: Cast, mailbox: Mailbox, settle: Settle
) -> None:
    ask(signed_in(cast.agent))
    settle()
    User.objects.filter(pk=cast.owner.pk).update(email=WANTED)
    assert confirm(token_in(mails()[0])).status_code == 410
    cast.agent.refresh_from_db()
    assert cast.agent.email == "ines.agent@staff.test"


def test_our_own_mailbox_is_nobodys_address(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    """What arrives there is a ticket, which others read."""
    browser = signed_in(cast.agent)
    for wanted in (mailbox.address, mailbox.address.replace("@", "+x@")):
        assert ask(browser, wanted).status_code == 202
    settle()
    assert mails() == []


@pytest.mark.parametrize(
    "spoil", ["expires", "password", "reset", "deactivated", "other_kind", "invented", "newer"]
)
def test_a_link_to_an_address_is_overtaken_by(
    cast: Cast, mailbox: Mailbox, settle: Settle, freeze: Callable[..., object], spoil: str
) -> None:
    browser = signed_in(cast.agent)
    ask(browser)
    settle()
    token = token_in(mails()[0])
    if spoil == "expires":
        freeze(clock.now() + timedelta(minutes=61))
    elif spoil == "password":
        assert change(browser).status_code == 200
    elif spoil == "reset":
        services.link_send(user=cast.agent, kind="password", address=cast.agent.email, now=clock.now())
        services.password_reset(token=token_in(mails()[-1]), new=NEW, now=clock.now())
    elif spoil == "deactivated":
        User.objects.filter(pk=cast.agent.pk).update(is_active=False)
    elif spoil == "other_kind":
        AccountLink.objects.update(kind="password", address=cast.agent.email)
    elif spoil == "newer":
        ask(browser, "ines@third.test")
        settle()
        assert confirm(token_in(mails()[-1])).status_code == 200
    else:
        token = "x" * 43
    assert confirm(token).status_code == 410
    cast.agent.refresh_from_db()
    assert cast.agent.email != WANTED


@pytest.mark.parametrize(
    "data",
    [
        {"current_password": "wrong-wrong-wrong"},
        {"email": "ines.agent@staff.test"},
        {"email": "no address"},
        {"email": "a@x\r\nBcc: b@y.test"},
        {"email": f"{'a' * 250}@x.test"},
    ],
)
def test_an_address_is_not_asked_for_with(cast: Cast, mailbox: Mailbox, settle: Settle, data: Any) -> None:
    assert ask(signed_in(cast.agent), **({"email": WANTED} | data)).status_code == 422
    settle()
    assert mails() == []


def test_an_address_of_somebody_else_is_not_asked_for(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    assert ask(signed_in(cast.agent), email=WANTED, user_id=1).status_code == 400
    settle()
    assert mails() == []


def test_nobody_mails_the_world_through_their_account(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    browser = signed_in(cast.agent)
    asked = [ask(browser, f"victim{n}@elsewhere.test").status_code for n in range(7)]
    assert asked == [202] * 5 + [429] * 2
    settle()
    assert len(mails()) == 5


def test_mail_speaks_the_language_of_its_reader(cast: Cast, mailbox: Mailbox) -> None:
    User.objects.filter(pk=cast.agent.pk).update(locale="de")
    change(signed_in(cast.agent))
    assert mails()[0].subject == "Ihr Passwort wurde geändert"
    assert mails()[0].text.startswith("Guten Tag Ines Agent,")


def test_a_password_from_the_command_line_ends_sessions_too(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from django.core.management import call_command

    browser = signed_in(cast.agent)
    monkeypatch.setattr("helpdesk.management.commands.changepassword.getpass", lambda _: NEW)
    call_command("changepassword", cast.agent.email)
    assert "signed out everywhere" in capsys.readouterr().out
    assert browser.get("me").status_code == 401
    assert Browser().sign_in(cast.agent.email, NEW) == 200
    assert AuditEntry.objects.filter(action="people.password_changed", actor_ref="system").exists()


def test_a_person_does_not_set_anothers_password(cast: Cast) -> None:
    from core.errors import NotFound

    with pytest.raises(NotFound):
        services.password_set(actor=cast.actor(cast.owner), user_id=cast.agent.pk, new=NEW, now=NOW)


def test_a_revoked_token_stays_revoked_after_the_link(cast: Cast, mailbox: Mailbox, settle: Settle) -> None:
    program = ApiClient(cast.token(cast.agent))
    ask(signed_in(cast.agent), revoke_tokens=True)
    settle()
    assert program.get("me").status_code == 200
    assert confirm(token_in(mails()[0])).status_code == 200
    assert program.get("me").status_code == 401
    assert ApiToken.objects.get().revoked_at is not None


def test_a_name_is_ones_own_to_change(cast: Cast) -> None:
    api = cast.api(cast.agent)
    assert api.patch("me", {"name": "Nell Quill"}).json()["name"] == "Nell Quill"
    assert api.patch("me", {"name": " "}).status_code in (400, 422)
    assert api.get("me").json()["name"] == "Nell Quill"
