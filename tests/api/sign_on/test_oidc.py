"""Single sign-on with OpenID Connect, against a real provider over HTTP."""

from datetime import timedelta
from posixpath import normpath
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

import pytest
from django.db import connection

from core import clock
from core.models import AuditEntry
from integrations.sign_on.models import Attempt, Link, Provider
from people.models import Role, User
from people.services import people_invite
from people.sessions import SessionStore
from tests.api.sign_on.oidc import CLIENT_SECRET, has_gone, me, query_of, row
from tests.browsers import Browser, signed_in
from tests.cast import NOW

if TYPE_CHECKING:
    from tests.api.sign_on.oidc import Walker
    from tests.cast import Cast


def test_an_admin_adds_a_provider_and_sees_what_it_publishes(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast, domains=["Staff.test", "@bücher.example"])
    assert made["discovered"]["authorize"] == f"{provider.url}/oauth2/authorize"
    assert made["domains"] == ["staff.test", "xn--bcher-kva.example"]
    assert (made["is_on"], made["tested_at"]) == (False, None)
    listed = signed_in(cast.admin).get("sign-on/providers")
    assert listed.json()["ours"]["redirect_uri"].endswith("/sign-on/callback")
    assert CLIENT_SECRET.encode() not in listed.content
    with connection.cursor() as cursor:
        cursor.execute("SELECT client_secret FROM sign_on_provider")
        assert CLIENT_SECRET not in cursor.fetchone()[0]
    entry = AuditEntry.objects.get(action="sign_on.provider_added")
    assert entry.data["client_secret"] == "changed"
    assert CLIENT_SECRET not in str(entry.data)


def test_a_provider_is_tested_before_it_is_switched_on(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    owner = signed_in(cast.owner)
    switch = f"sign-on/providers/{made['id']}/switch"
    assert owner.post(switch, {"is_on": True}).json()["code"] == "sign_on.not_tested"
    assert Browser().get("sign-on").json() == {"providers": [], "is_required": False}

    shown = provider.test(owner, made["id"], "olga")
    assert (shown["subject"], shown["email"], shown["is_verified"]) == ("olga", "olga.owner@staff.test", True)
    assert not Link.objects.exists(), "a test links nobody"
    assert owner.post(switch, {"is_on": True}).json()["is_on"] is True
    offered = {"id": made["id"], "name": "Halyard ID"}
    assert Browser().get("sign-on").json()["providers"] == [offered]


def test_a_test_signs_nobody_in(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    owner = signed_in(cast.owner)
    provider.test(owner, made["id"], "ines")
    assert me(owner) == cast.owner.email
    for name in ("unsaid", "stranger"):
        Provider.objects.update(tested_at=None)
        assert provider.test(owner, made["id"], name)["problem"] in ("unverified", "foreign_domain")
        assert row(made["id"]).tested_at is None


def test_other_settings_must_be_tested_anew(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    owner = signed_in(cast.owner)
    provider.test(owner, made["id"], "olga")
    begun = owner.post(f"sign-on/providers/{made['id']}/test").json()
    owner.patch(f"sign-on/providers/{made['id']}", {"client_id": "another"})
    assert row(made["id"]).tested_at is None
    owner.client.get(provider.agree(begun["url"], "olga"))
    assert row(made["id"]).tested_at is None, "a test of the settings before"


def test_somebody_signs_in(cast: "Cast", provider: "Walker") -> None:
    one, ines = provider.on(cast), cast.agent
    browser = Browser()
    assert provider.sign_in(browser, one, "ines", next="/tickets?q=x") == "/app/tickets?q=x"
    assert me(browser) == ines.email
    link = Link.objects.get(user=ines)
    assert (link.subject, link.email) == ("ines", "ines.agent@staff.test")
    actions = AuditEntry.objects.filter(target=f"user:{ines.pk}").values_list("action", flat=True)
    assert set(actions) == {"sign_on.linked", "sign_on.signed_in"}
    assert browser.send("delete", "/_allauth/browser/v1/auth/session").status_code == 401
    assert me(browser) == ""


def test_after_the_first_time_the_subject_alone_decides(cast: "Cast", provider: "Walker") -> None:
    """Neither a new address here nor one there changes whose account it is."""
    one, ines = provider.on(cast), cast.agent
    provider.sign_in(Browser(), one, "ines")
    User.objects.filter(pk=ines.pk).update(email="renamed@staff.test")
    heir = cast.staff("Heir", Role.OWNER)
    User.objects.filter(pk=heir.pk).update(email="ines.agent@staff.test")
    browser = Browser()
    provider.sign_in(browser, one, "ines")
    assert me(browser) == "renamed@staff.test"


@pytest.mark.parametrize(
    ("subject", "problem"),
    [
        ("thief", "unverified"),
        ("unsaid", "unverified"),
        ("silent", "unverified"),
        ("stranger", "foreign_domain"),
        ("nora", "unknown_person"),
        ("maya", "deactivated"),
        ("second-ines", "linked_otherwise"),
    ],
)
def test_who_is_not_let_in(cast: "Cast", provider: "Walker", subject: str, problem: str) -> None:
    """Nobody takes an account by an address that the provider does not vouch for, nor by one of its heirs."""
    one, _ = provider.on(cast), (cast.agent, has_gone(cast.teammate))
    provider.sign_in(Browser(), one, "ines")
    before = User.objects.count()
    browser = Browser()
    assert provider.sign_in(browser, one, subject) == f"/app/sign-in?problem={problem}"
    assert me(browser) == ""
    assert Link.objects.count() == 1
    assert User.objects.count() == before
    refused = AuditEntry.objects.filter(action="sign_on.refused").get()
    assert refused.data["problem"] == problem


def test_an_invited_person_joins(cast: "Cast", provider: "Walker") -> None:
    one, _ = provider.on(cast), cast.brand
    people_invite(
        actor=cast.actor(cast.owner), addresses=["nora.new@staff.test"], role=Role.SUPERVISOR, now=NOW
    )
    browser = Browser()
    provider.sign_in(browser, one, "nora")
    nora = User.objects.get(email="nora.new@staff.test")
    assert (nora.is_active, nora.role, nora.name) == (True, Role.SUPERVISOR, "Nora")
    assert not nora.has_usable_password()
    assert me(browser) == nora.email


def test_accounts_are_made_where_the_provider_may(cast: "Cast", provider: "Walker") -> None:
    one = provider.on(
        cast, creates_people=True, created_role="read_only", groups_claim="groups",
        group_roles=[{"group": "Support", "role": "agent"}],
    )  # fmt: skip
    browser = Browser()
    assert provider.sign_in(browser, one, "stranger") == "/app/sign-in?problem=foreign_domain"
    provider.sign_in(browser, one, "nora")
    nora = User.objects.get(email="nora.new@staff.test")
    assert (nora.role, nora.is_active) == (Role.AGENT, True)


def test_groups_decide_roles_below_owners(cast: "Cast", provider: "Walker") -> None:
    rows = [
        {"group": "Leads", "role": "supervisor"},
        {"group": "Support", "role": "light_agent"},
        {"group": "Everybody", "role": "admin"},
    ]
    one, _ = provider.on(cast, groups_claim="groups", group_roles=rows), (cast.agent, cast.teammate)
    for subject in ("ines", "maya", "olga"):
        provider.sign_in(Browser(), one, subject)
    roles = [User.objects.get(pk=user.pk).role for user in (cast.agent, cast.teammate, cast.owner)]
    assert roles == [Role.LIGHT_AGENT, Role.SUPERVISOR, Role.OWNER]
    changed = {"group_roles": [{"group": "Leads", "role": "owner"}]}
    assert signed_in(cast.owner).patch(f"sign-on/providers/{one}", changed).status_code == 403


def test_an_answer_is_good_once_soon_and_in_its_own_browser(cast: "Cast", provider: "Walker") -> None:
    one, _ = provider.on(cast), cast.agent
    mine, other = Browser(), Browser()
    expired = "/app/sign-in?problem=expired"

    begun = mine.post("sign-on/start", {"provider": one}).json()
    back = provider.agree(begun["url"], "ines")
    assert other.client.get(back).headers["Location"] == expired
    assert me(other) == ""
    assert mine.client.get(back).headers["Location"] == "/app/"
    assert me(mine) == cast.agent.email
    for browser in (mine, other):
        assert browser.client.get(back).headers["Location"] == expired

    begun = other.post("sign-on/start", {"provider": one}).json()
    back = provider.agree(begun["url"], "ines")
    Attempt.objects.update(expires_at=clock.now() - timedelta(seconds=1))
    assert other.client.get(back).headers["Location"] == expired
    assert other.client.get("/sign-on/callback?state=made-up&code=x").headers["Location"] == expired


def test_a_code_of_somebody_elses_sign_in_opens_nothing(cast: "Cast", provider: "Walker") -> None:
    """A thief puts a code that they have got into a sign-in of their own: PKCE and nonce tell."""
    one, _ = provider.on(cast), cast.agent
    victim, thief = Browser(), Browser()
    stolen = query_of(provider.agree(victim.post("sign-on/start", {"provider": one}).json()["url"], "ines"))
    own = query_of(thief.post("sign-on/start", {"provider": one}).json()["url"])
    back = thief.client.get(f"/sign-on/callback?state={own['state']}&code={stolen['code']}")
    assert back.headers["Location"] in (
        "/app/sign-in?problem=untrusted",
        "/app/sign-in?problem=unreachable",
    )
    assert me(thief) == ""


def test_what_is_asked(cast: "Cast", provider: "Walker") -> None:
    one = provider.on(cast)
    asked = query_of(Browser().post("sign-on/start", {"provider": one}).json()["url"])
    assert asked["code_challenge_method"] == "S256"
    assert len(asked["state"]) >= 43
    assert len(asked["nonce"]) >= 40
    assert asked["redirect_uri"].endswith("/sign-on/callback")


@pytest.mark.parametrize(
    "wanted",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "javascript:alert(1)",
        "\\\\evil.test",
        "x\r\nA: b",
        "/../api/v1/sign-on",
        "/%2e%2e/api/v1/sign-on",
        "/tickets/.%2E/..//evil.test",
        "/..",
        "/./../x?a=b",
        "/..#x",
    ],
)
def test_nobody_is_led_elsewhere(cast: "Cast", provider: "Walker", wanted: str) -> None:
    one, _ = provider.on(cast), cast.agent
    end = provider.sign_in(Browser(), one, "ines", next=wanted)
    assert end.startswith("/app/")
    assert "\r" not in end
    assert normpath(unquote(urlsplit(end).path)).split("/")[:2] == ["", "app"]


def test_it_was_canceled_there(cast: "Cast", provider: "Walker") -> None:
    one = provider.on(cast)
    browser = Browser()
    state = query_of(browser.post("sign-on/start", {"provider": one}).json()["url"])["state"]
    back = browser.client.get(f"/sign-on/callback?state={state}&error=access_denied")
    assert back.headers["Location"] == "/app/sign-in?problem=canceled"


def test_a_provider_that_is_down_is_told(cast: "Cast", provider: "Walker") -> None:
    one, _ = provider.on(cast), cast.agent
    browser = Browser()
    back = provider.agree(browser.post("sign-on/start", {"provider": one}).json()["url"], "ines")
    found = row(one).found
    Provider.objects.update(found=found | {"token": "http://localhost:9/token"})
    with_closed = browser.client.get(back)
    assert with_closed.headers["Location"] == "/app/sign-in?problem=unreachable"


@pytest.mark.parametrize(
    "issuer",
    [
        "http://169.254.169.254/latest", "https://127.0.0.1/", "https://[::1]/", "ftp://idp.test",
        "https://user:word@idp.test", "https://localhost/", "file:///etc/passwd", "https://10.0.0.8",
    ],
)  # fmt: skip
def test_an_issuer_does_not_lead_inside(cast: "Cast", issuer: str) -> None:
    body = {"kind": "oidc", "issuer": issuer, "client_id": "x", "client_secret": "y"}
    assert signed_in(cast.admin).post("sign-on/providers", body).status_code in (422, 502)
    assert not Provider.objects.exists()


def test_another_issuer_needs_its_own_secret(cast: "Cast", provider: "Walker", settings: Any) -> None:
    """Else an admin could have the stored secret sent to a host of theirs."""
    made = provider.add(cast)
    other = provider.url.replace("localhost", "127.0.0.1")
    settings.OUTBOUND_ALLOWED_HOSTS = [*settings.OUTBOUND_ALLOWED_HOSTS, other.removeprefix("http://")]
    answer = signed_in(cast.admin).patch(f"sign-on/providers/{made['id']}", {"issuer": other})
    assert answer.status_code == 422
    assert "client_secret" in answer.json()["errors"]


def test_admins_prepare_and_owners_switch(cast: "Cast", provider: "Walker") -> None:
    """Who chooses where people sign in could become an owner."""
    one = provider.on(cast)
    admin = signed_in(cast.admin)
    path = f"sign-on/providers/{one}"
    assert admin.post(f"{path}/switch", {"is_on": False}).status_code == 403
    assert admin.patch(path, {"domains": ["evil.test"]}).status_code == 403
    assert admin.delete(path).json()["code"] == "sign_on.provider_in_use"
    owner = signed_in(cast.owner)
    assert owner.patch(path, {"client_id": "elsewhere"}).json()["code"] == "sign_on.provider_in_use"
    assert owner.patch(path, {"client_secret": "rolled"}).json()["is_on"] is True
    assert owner.post(f"{path}/switch", {"is_on": False}).status_code == 200
    assert admin.delete(path).status_code == 204


def test_tokens_change_nothing_here(cast: "Cast", provider: "Walker") -> None:
    one = provider.on(cast)
    api = cast.api(cast.owner)
    path = f"sign-on/providers/{one}"
    assert api.get(path).status_code == 200
    body = {"kind": "oidc", "issuer": provider.url, "client_id": "x", "client_secret": "y"}
    answers = [
        api.post("sign-on/providers", body),
        api.patch(path, {"name": "x"}),
        api.delete(path),
        api.post(f"{path}/switch", {"is_on": False}),
        api.post(f"{path}/test"),
        api.put("sign-on/rule", {"is_required": False, "break_glass": []}),
    ]
    assert [answer.status_code for answer in answers] == [403] * len(answers)


@pytest.mark.parametrize("who", ["supervisor", "agent", "team_agent", "light_agent", "read_only"])
def test_strangers_among_staff_see_nothing(cast: "Cast", provider: "Walker", who: str) -> None:
    made = provider.add(cast)
    browser = signed_in(getattr(cast, who))
    path = f"sign-on/providers/{made['id']}"
    answers = [
        browser.get("sign-on/providers"), browser.get(path), browser.get("sign-on/rule"),
        browser.patch(path, {"name": "x"}), browser.delete(path), browser.post(f"{path}/test"),
        browser.post(f"{path}/switch", {"is_on": True}),
        browser.send("put", "sign-on/rule", {"is_required": False, "break_glass": []}),
    ]  # fmt: skip
    assert [answer.status_code for answer in answers] == [403] * len(answers)


def test_a_test_is_shown_to_who_began_it_only(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    shown = provider.test(signed_in(cast.owner), made["id"], "olga")
    assert signed_in(cast.admin).get(f"sign-on/tests/{shown['id']}").status_code == 404


def test_nobody_starts_at_a_provider_that_is_off(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    assert Browser().post("sign-on/start", {"provider": made["id"]}).status_code == 404


def test_public_mailboxes_make_no_accounts(cast: "Cast", provider: "Walker") -> None:
    made = provider.add(cast)
    body = {"creates_people": True, "domains": ["gmail.com"]}
    admin, path = signed_in(cast.admin), f"sign-on/providers/{made['id']}"
    assert admin.patch(path, body).status_code == 422
    assert admin.patch(path, {"creates_people": True}).status_code == 200
    assert admin.patch(path, {"domains": ["gmail.com"]}).status_code == 422


def test_another_client_or_issuer_forgets_who_was_who(cast: "Cast", provider: "Walker") -> None:
    """Else a provider of an admin's could call an owner by the name that the one before had for them."""
    one = provider.on(cast)
    provider.sign_in(Browser(), one, "olga")
    owner, path = signed_in(cast.owner), f"sign-on/providers/{one}"
    owner.post(f"{path}/switch", {"is_on": False})
    assert owner.patch(path, {"name": "Renamed", "client_secret": "rolled"}).status_code == 200
    assert Link.objects.count() == 1
    assert signed_in(cast.admin).patch(path, {"client_id": "another"}).status_code == 200
    assert not Link.objects.exists()


def test_a_path_with_dots_that_lead_nowhere_is_kept(cast: "Cast", provider: "Walker") -> None:
    one, _ = provider.on(cast), cast.agent
    wanted = "/kb/v1.2/a..b?next=../x"
    assert provider.sign_in(Browser(), one, "ines", next=wanted) == f"/app{wanted}"


def test_a_session_ends_when_this_sign_in_says_so(cast: "Cast", provider: "Walker") -> None:
    """Not when the one before it did, whose data the session keeps."""
    one, _ = provider.on(cast), cast.agent
    browser = Browser()
    provider.sign_in(browser, one, "ines")
    store = SessionStore(browser.session_key)
    store.set_expiry(60)
    store.save()
    provider.sign_in(browser, one, "ines")
    assert SessionStore(browser.session_key).get_expiry_age() > 3600
