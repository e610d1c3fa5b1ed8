"""Factors of others: who may take them away, and what the list of people tells of them."""

from typing import Any

import pytest
from allauth.mfa.models import Authenticator

from integrations.email.models import Mailbox
from people.models import Role, StaffSession, User
from tests.api.people.test_factors import PASSKEYS, TOTP, actions, enrolled, letters
from tests.api.people.test_passkeys import added
from tests.browsers import signed_in
from tests.cast import Cast
from tests.passkeys import Passkey

pytestmark = pytest.mark.usefixtures("cheap_hashes", "undelivered")


@pytest.mark.parametrize(
    ("by", "of", "status"),
    [
        (Role.OWNER, Role.OWNER, 200), (Role.OWNER, Role.ADMIN, 200), (Role.OWNER, Role.AGENT, 200),
        (Role.ADMIN, Role.OWNER, 403), (Role.ADMIN, Role.ADMIN, 200), (Role.ADMIN, Role.AGENT, 200),
        (Role.SUPERVISOR, Role.OWNER, 403), (Role.SUPERVISOR, Role.AGENT, 403),
        (Role.AGENT, Role.OWNER, 403), (Role.AGENT, Role.AGENT, 403),
        (Role.LIGHT_AGENT, Role.AGENT, 403), (Role.READ_ONLY, Role.OWNER, 403),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["session", "token"])
def test_who_takes_factors_away_from_whom(
    cast: Cast, mailbox: Mailbox, by: Role, of: Role, status: int, way: str
) -> None:
    them, manager = cast.staff("Other One", of), cast.staff("Some One", by)
    enrolled(them)
    api: Any = signed_in(manager, "198.51.100.77") if way == "session" else cast.api(manager)
    told = len(letters())
    assert api.delete(f"staff/{them.pk}/factors").status_code == status
    is_done = status == 200
    assert Authenticator.objects.filter(user=them, type="totp").exists() is not is_done
    assert ("people.factors_reset" in actions()) is is_done
    assert StaffSession.objects.filter(user=them).exists() is not is_done
    sent = letters()[told:]
    assert [mail.to for mail in sent] == ([[them.email]] if is_done else [])
    if is_done:
        assert "Some One" in sent[0].text


def steps_told(cast: Cast, user: User) -> list[str]:
    rows = cast.api(cast.owner).get("staff?limit=100").json()["results"]
    found: list[str] = next(row["second_steps"] for row in rows if row["id"] == user.pk)
    return found


def test_the_list_of_people_tells_who_has_what(cast: Cast) -> None:
    """Recovery codes alone are no second step, and what was taken away is not told any more."""
    browser = signed_in(cast.agent)
    assert steps_told(cast, cast.agent) == []
    enrolled(cast.agent, browser)
    assert steps_told(cast, cast.agent) == ["totp"]
    made = added(browser, Passkey()).json()["passkey"]
    added(browser, Passkey(), "Phone")
    assert steps_told(cast, cast.agent) == ["totp", "webauthn"]
    assert browser.delete(TOTP).status_code == 204
    assert steps_told(cast, cast.agent) == ["webauthn"]
    assert browser.delete(f"{PASSKEYS}/{made['id']}").status_code == 204
    assert steps_told(cast, cast.agent) == ["webauthn"]
    assert steps_told(cast, cast.owner) == []
    assert cast.api(cast.owner).delete(f"staff/{cast.agent.pk}/factors").status_code == 200
    assert steps_told(cast, cast.agent) == []
