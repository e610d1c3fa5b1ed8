"""Inviting people: who may, what the link opens, and that it opens once."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

from core.errors import Forbidden
from core.models import AuditEntry
from integrations.email.models import Mailbox, OutgoingKind, OutgoingMail
from people import services
from people.actors import staff_actor
from people.models import AccountLink, Role, TeamMembership, User
from people.services import inviting
from tests.browsers import Browser, signed_in
from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for

pytestmark = pytest.mark.usefixtures("cheap_hashes", "undelivered")
Freeze = Callable[[datetime | str], datetime]
NEW = "rosa.lindt@staff.test"
PASSWORD = "quite-another-long-one"


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return cast.api(cast.admin)


def invite(client: ApiClient, *emails: str, **more: Any) -> Any:
    return client.post("staff/invitations", {"emails": list(emails), "role": "agent"} | more)


def token() -> str:
    mail = OutgoingMail.objects.filter(kind=OutgoingKind.ACCOUNT).latest("id")
    found = re.search(r"/app/join#([\w-]{40,})$", mail.secret)
    assert found is not None
    return found[1]


def accept(secret: str, name: str = "Rosa Lindt", password: str = PASSWORD, **more: Any) -> Any:
    body = {"token": secret, "name": name, "password": password} | more
    return Browser("192.0.2.50").post("invitation/accept", body)


def test_whoever_follows_the_link_can_sign_in(cast: Cast, admin: ApiClient, mailbox: Mailbox) -> None:
    answer = invite(admin, NEW, role="supervisor", ticket_scope="teams", team_ids=[cast.team.pk])
    assert answer.status_code == 200, answer.content
    (row,) = answer.json()["results"]
    assert (row["problem"], row["link"]) == (None, None)

    mail = OutgoingMail.objects.get(kind=OutgoingKind.ACCOUNT)
    assert mail.to == [NEW]
    assert cast.admin.name in mail.subject
    assert token() not in mail.text

    shown = Browser().post("invitation/look", {"token": token()})
    assert shown.json() == {
        "email": NEW,
        "name": "Rosa Lindt",
        "workspace": cast.brand.name,
        "signs_in_elsewhere": False,
    }

    browser = Browser()
    assert browser.sign_in(NEW, PASSWORD) != 200
    assert accept(token(), locale="de", timezone="Europe/Berlin").json() == {"email": NEW}
    assert browser.sign_in(NEW, PASSWORD) == 200
    me = browser.get("me").json()
    assert (me["role"], me["locale"], me["timezone"]) == ("supervisor", "de", "Europe/Berlin")
    assert me["team_ids"] == [cast.team.pk]
    assert AuditEntry.objects.filter(action="people.joined", target=f"user:{me['id']}").exists()


def test_a_link_works_once_and_for_a_week(
    cast: Cast, admin: ApiClient, mailbox: Mailbox, freeze: Freeze
) -> None:
    freeze(NOW)
    invite(admin, NEW, "kofi@staff.test")
    kofis = token()
    freeze(NOW + timedelta(days=7))
    late = accept(kofis)
    assert (late.status_code, late.json()["code"]) == (410, "people.link_invalid")

    freeze(NOW)
    assert accept(kofis).status_code == 200
    again = accept(kofis, name="Somebody Else", password="another-very-long-one")
    assert again.status_code == 410
    assert User.objects.get(email="kofi@staff.test").check_password(PASSWORD)


def test_a_weak_password_leaves_the_link_good(admin: ApiClient, mailbox: Mailbox) -> None:
    invite(admin, NEW)
    assert accept(token(), password="short").status_code == 422
    assert accept(token()).status_code == 200


def test_the_last_of_several_links_is_the_only_one(admin: ApiClient, mailbox: Mailbox) -> None:
    user_id = invite(admin, NEW).json()["results"][0]["user_id"]
    first = token()
    assert admin.post(f"staff/{user_id}/invitation").status_code == 200
    second = token()
    assert invite(admin, NEW).json()["results"][0]["user_id"] == user_id
    third = token()
    assert len({first, second, third}) == 3
    assert [accept(secret).status_code for secret in (first, second, third)] == [410, 410, 200]


def test_a_withdrawn_invitation_opens_nothing(admin: ApiClient, mailbox: Mailbox) -> None:
    user_id = invite(admin, NEW).json()["results"][0]["user_id"]
    secret = token()
    assert admin.delete(f"staff/{user_id}/invitation").status_code == 204
    assert accept(secret).status_code == 410
    assert not User.objects.filter(email=NEW).exists()
    assert admin.delete(f"staff/{user_id}/invitation").status_code == 404


def test_who_is_here_or_was_is_left_out(cast: Cast, admin: ApiClient, mailbox: Mailbox) -> None:
    User.objects.filter(pk=cast.teammate.pk).update(is_active=False)
    shouted = cast.agent.email.upper()
    rows = invite(admin, shouted, cast.teammate.email, NEW, NEW.upper()).json()["results"]
    assert [row["problem"] for row in rows] == ["is_here", "was_deactivated", None]
    assert AccountLink.objects.filter(kind=AccountLink.Kind.INVITATION).count() == 1


def test_without_a_mailbox_the_link_is_passed_on_by_hand(cast: Cast, admin: ApiClient) -> None:
    assert cast.brand.pk
    answer = invite(admin, NEW)
    assert answer.status_code == 200, answer.content
    (row,) = answer.json()["results"]
    assert accept(row["link"].partition("#")[2]).status_code == 200


@pytest.mark.parametrize("role", [role for role in Role.values if role not in ("owner", "admin")])
def test_only_who_manages_people_invites(cast: Cast, role: str, mailbox: Mailbox) -> None:
    client = cast.api(cast.staff("Somebody", role))
    assert invite(client, NEW).status_code == 403
    assert client.get("staff").status_code == 403


def test_only_an_owner_makes_owners(cast: Cast, admin: ApiClient, mailbox: Mailbox) -> None:
    assert invite(admin, NEW, role="owner").status_code == 403
    assert invite(cast.api(cast.owner), NEW, role="owner").status_code == 200


@pytest.mark.parametrize(
    "body",
    [
        {"emails": []},
        {"emails": ["nobody"]},
        {"emails": [NEW], "role": "king"},
        {"emails": [NEW], "team_ids": [987654]},
        {"emails": [f"a{number}@staff.test" for number in range(51)]},
    ],
)
def test_a_bad_invitation_invites_nobody(admin: ApiClient, mailbox: Mailbox, body: dict[str, Any]) -> None:
    before = User.objects.count()
    answer = admin.post("staff/invitations", {"role": "agent"} | body)
    assert answer.status_code == 422
    assert answer.json()["errors"]
    assert User.objects.count() == before
    assert not OutgoingMail.objects.exists()


def test_an_invitation_is_no_way_around_the_password_link(admin: ApiClient, mailbox: Mailbox) -> None:
    invite(admin, NEW)
    link = AccountLink.objects.get(kind=AccountLink.Kind.INVITATION)
    answer = Browser().post("password/reset", {"token": token(), "password": PASSWORD})
    assert answer.status_code == 410
    link.refresh_from_db()
    assert link.used_at is None


def test_an_invited_person_is_given_nothing_yet(cast: Cast, admin: ApiClient, mailbox: Mailbox) -> None:
    invite(admin, NEW, team_ids=[cast.team.pk])
    assert TeamMembership.objects.filter(user__email=NEW).exists()
    users = admin.get("users")
    assert users.status_code == 200, users.content
    assert NEW not in [row["email"] for row in users.json()["results"]]
    answer = admin.get("staff", {"state": "invited"})
    assert answer.status_code == 200, answer.content
    row = answer.json()["results"][0]
    assert (row["email"], row["state"], row["joined_at"]) == (NEW, "invited", None)
    assert row["invitation_ends_at"] is not None
    # Activating them by hand would be an account without a password of theirs.
    assert admin.patch(f"staff/{row['id']}", {"is_active": True}).status_code == 422


def test_somebody_signed_in_may_still_follow_an_invitation(
    cast: Cast, admin: ApiClient, mailbox: Mailbox
) -> None:
    invite(admin, NEW)
    browser = signed_in(cast.agent)
    answer = browser.post("invitation/accept", {"token": token(), "name": "Rosa", "password": PASSWORD})
    assert answer.status_code == 200
    assert browser.get("me").json()["email"] == cast.agent.email


ROADS: dict[str, Callable[[ApiClient, User], Any]] = {
    "invites anew": lambda client, user: invite(client, user.email),
    "invites anew among others": lambda client, user: invite(client, "kofi@staff.test", user.email.upper()),
    "sends anew": lambda client, user: client.post(f"staff/{user.pk}/invitation"),
    "withdraws": lambda client, user: client.delete(f"staff/{user.pk}/invitation"),
}


@pytest.mark.parametrize("road", ROADS)
@pytest.mark.parametrize("can_mail", [True, False])
def test_an_owners_invitation_is_an_owners_to_handle(cast: Cast, road: str, can_mail: bool) -> None:
    """An open invitation carries its role: its link in an admin's hands would make them an owner."""
    if can_mail:
        mailbox_for(cast.brand)
    assert cast.brand.pk
    owner = cast.api(cast.owner)
    invite(owner, NEW, role="owner")
    user = User.objects.get(email=NEW)
    before = list(AccountLink.objects.values("digest", "used_at"))

    refused = ROADS[road](cast.api(cast.admin), user)
    assert (refused.status_code, refused.json()["code"]) == (403, "forbidden")
    assert "/app/join#" not in refused.content.decode()
    assert list(AccountLink.objects.values("digest", "used_at")) == before
    assert list(User.objects.filter(joined_at=None)) == [user]

    assert ROADS[road](owner, user).status_code in (200, 204)


@pytest.mark.parametrize("role", [role for role in Role.values if role != "owner"])
def test_an_admin_handles_every_other_invitation(cast: Cast, admin: ApiClient, role: str) -> None:
    assert cast.brand.pk
    user_id = invite(admin, NEW, role=role).json()["results"][0]["user_id"]
    assert invite(admin, NEW).status_code == 200
    assert admin.post(f"staff/{user_id}/invitation").status_code == 200
    assert admin.delete(f"staff/{user_id}/invitation").status_code == 204


def test_an_admin_makes_and_takes_no_token_of_an_owner(cast: Cast) -> None:
    admin = staff_actor(cast.admin)
    with pytest.raises(Forbidden):
        services.token_create(actor=admin, user=cast.owner, name="Export", now=NOW)
    theirs, _ = services.token_create(actor=staff_actor(cast.owner), user=cast.owner, name="Export", now=NOW)
    with pytest.raises(Forbidden):
        services.token_revoke(actor=admin, token_id=theirs.pk, now=NOW)
    mine, _ = services.token_create(actor=admin, user=cast.agent, name="Export", now=NOW)
    services.token_revoke(actor=admin, token_id=mine.pk, now=NOW)


@pytest.mark.parametrize("use", ["look", "accept"])
def test_a_link_that_was_replaced_while_it_was_opened_is_dead(
    cast: Cast, admin: ApiClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch, use: str
) -> None:
    """Between the first look at the link and the lock on the person, somebody sends a new one."""
    user_id = invite(admin, NEW).json()["results"][0]["user_id"]
    old = token()
    real = User.objects.select_for_update
    calls: list[int] = []

    def slow(*args: Any, **more: Any) -> Any:
        if not calls:
            calls.append(1)
            assert admin.post(f"staff/{user_id}/invitation").status_code == 200
        return real(*args, **more)

    monkeypatch.setattr(User.objects, "select_for_update", slow)
    answer = accept(old) if use == "accept" else Browser().post("invitation/look", {"token": old})
    assert calls
    assert (answer.status_code, answer.json()["code"]) == (410, "people.link_invalid")
    assert accept(token()).status_code == 200


def test_two_admins_who_invite_the_same_at_once_lose_nobody(
    cast: Cast, admin: ApiClient, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The other's row appears after this one looked for it."""
    real = inviting._locked
    calls: list[int] = []

    def late(address: str) -> User | None:
        if address == NEW and not calls:
            calls.append(1)
            User.objects.create(email=NEW, name="Rosa", role="agent", is_active=False, joined_at=None)
            return None
        return real(address)

    monkeypatch.setattr(inviting, "_locked", late)
    answer = invite(admin, "kofi@staff.test", NEW, "lena@staff.test")
    assert calls
    assert answer.status_code == 200, answer.content
    assert [row["problem"] for row in answer.json()["results"]] == [None, None, None]
    assert User.objects.filter(joined_at=None).count() == 3
