"""The set-up guide: what it says of an empty installation, and of one in which things happen."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from core.models import AuditEntry
from integrations.email.models import Mailbox, MailboxState
from kb.models import Article
from kb.services import article_archive, article_create
from people.models import Brand, Company, Workspace
from people.selectors import forget_brands
from people.services import people_invite
from tests.api.test_statements import statements, within
from tests.assistants import configured
from tests.cast import NOW, ApiClient, Cast
from tests.mails import mailbox_for, raw_mail, receive
from tickets.models import Ticket
from widget.models import WidgetSettings
from widget.services import origin_seen


def seen_from(brand: Brand, origin: str, *, is_allowed: bool) -> None:
    origin_seen(brand_id=brand.pk, origin=origin, is_allowed=is_allowed, now=NOW)


def article(cast: Cast, title: str, status: str) -> Article:
    values = {"title": title, "body": "So.", "status": status}
    return article_create(actor=cast.actor(cast.owner), values=values, now=NOW)


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    """An admin who is alone in an installation with one new brand."""
    assert cast.brand.pk
    return cast.api(cast.admin)


def look(api: ApiClient) -> dict[str, Any]:
    answer = api.get("setup")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def beside(api: ApiClient) -> dict[str, Any]:
    answer = api.get("setup/outlook")
    assert answer.status_code == 200, answer.content
    found: dict[str, Any] = answer.json()
    return found


def states(api: ApiClient) -> dict[str, str]:
    return {step["id"]: step["state"] for step in look(api)["steps"]}


def way(api: ApiClient, name: str) -> dict[str, Any]:
    found = {one["id"]: one for step in look(api)["steps"] for one in step["ways"]}
    one: dict[str, Any] = found[name]
    return one


def rule(api: ApiClient, name: str) -> dict[str, Any]:
    found = {one["id"]: one["facts"] for one in beside(api)["rules"]}
    one: dict[str, Any] = found[name]
    return one


def proposal(api: ApiClient, name: str) -> dict[str, Any] | None:
    return next((one for one in beside(api)["proposals"] if one["id"] == name), None)


@pytest.mark.parametrize(
    ("method", "path", "body"),
    [("get", "setup", None), ("patch", "setup", {"is_aside": True}), ("get", "setup/outlook", None)],
)
def test_strangers_and_other_roles_get_nothing(cast: Cast, method: str, path: str, body: Any) -> None:
    assert getattr(ApiClient(), method)(path, body).status_code == 401
    for who in (cast.agent, cast.supervisor):
        answer = getattr(cast.api(who), method)(path, body)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")
    assert not Workspace.objects.exclude(guide_aside_at=None).exists()


def test_an_empty_installation_has_everything_before_it(admin: ApiClient) -> None:
    found = look(admin)
    assert [step["id"] for step in found["steps"]] == [
        "brand", "way_in", "knowledge", "people", "first_answer"
    ]  # fmt: skip
    assert states(admin) == {
        "brand": "open", "way_in": "waiting", "knowledge": "open", "people": "open", "first_answer": "open",
    }  # fmt: skip
    assert (found["is_done"], found["aside_at"]) == (False, None)
    assert not any(one["is_proposed"] for one in beside(admin)["proposals"])


def test_it_is_done_by_what_happened_and_undone_by_what_is_gone(admin: ApiClient, cast: Cast) -> None:
    admin.patch(f"brands/{cast.brand.pk}", {"site_url": "https://halyard.test"})
    mailbox = mailbox_for(cast.brand)
    assert way(admin, "mailbox")["state"] == "waiting"
    receive(mailbox, raw_mail())
    ticket = Ticket.objects.get()
    written = article(cast, "Exports", "published")
    assert cast.agent.pk
    assert way(admin, "answer") == {
        "id": "answer",
        "state": "waiting",
        "facts": {"names": {}, "counts": {"number": ticket.pk}, "times": {}},
    }
    cast.replies(ticket, cast.agent, "On it.", now=NOW)
    assert set(states(admin).values()) == {"done"}
    assert look(admin)["is_done"]
    article_archive(actor=cast.actor(cast.owner), article_id=written.pk, now=NOW)
    assert not look(admin)["is_done"]


@pytest.mark.parametrize("change", [{"site_url": "https://x.test"}, {"color": "#123456"}, {"reopen_days": 3}])
def test_any_change_of_a_brand_makes_it_ones_own(
    admin: ApiClient, cast: Cast, change: dict[str, Any]
) -> None:
    assert admin.patch(f"brands/{cast.brand.pk}", change).status_code == 200
    assert way(admin, "brand")["state"] == "done"


def test_the_widget_waits_for_a_page_and_names_one_that_was_refused(admin: ApiClient, cast: Cast) -> None:
    found = way(admin, "widget")
    assert (found["state"], found["facts"]["names"]["key"]) == ("waiting", cast.brand.widget_key)
    assert found["facts"]["names"]["script"].endswith("/widget.js")
    seen_from(cast.brand, "https://app.halyard.test", is_allowed=False)
    found = way(admin, "widget")
    assert (found["state"], found["facts"]["names"]["refused"]) == ("waiting", "https://app.halyard.test")
    seen_from(cast.brand, "https://www.halyard.test", is_allowed=True)
    found = way(admin, "widget")
    assert (found["state"], found["facts"]["names"]["origin"]) == ("done", "https://www.halyard.test")
    assert states(admin)["way_in"] == "done"


def test_the_first_page_is_told_to_open_screens_once(
    cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    told: list[dict[str, Any]] = []
    monkeypatch.setattr("widget.services.seeing.live.push", lambda **frame: told.append(frame))
    with django_capture_on_commit_callbacks(execute=True):
        seen_from(cast.brand, "https://app.halyard.test", is_allowed=True)
        seen_from(cast.brand, "https://app.halyard.test", is_allowed=True)
    assert told == [{"topic": "queue", "name": "setup.changed", "data": {"way": "widget"}}]


def test_a_page_that_was_refused_first_counts_from_when_it_was_let_in(
    admin: ApiClient, cast: Cast, monkeypatch: pytest.MonkeyPatch, django_capture_on_commit_callbacks: Any
) -> None:
    origin, later = "https://app.halyard.test", NOW + timedelta(minutes=3)
    seen_from(cast.brand, origin, is_allowed=False)
    told: list[str] = []
    monkeypatch.setattr("widget.services.seeing.live.push", lambda **frame: told.append(frame["name"]))
    with django_capture_on_commit_callbacks(execute=True):
        origin_seen(brand_id=cast.brand.pk, origin=origin, is_allowed=True, now=later)
    assert told == ["setup.changed"]
    assert way(admin, "widget")["facts"]["times"]["first_at"] == later.strftime("%Y-%m-%dT%H:%M:%SZ")


def test_a_page_of_another_brand_is_not_this_ones(admin: ApiClient, cast: Cast) -> None:
    seen_from(cast.other_brand, "https://tern.test", is_allowed=True)
    assert way(admin, "widget")["state"] == "waiting"


def test_a_widget_that_is_off_waits_for_nothing(admin: ApiClient, cast: Cast) -> None:
    WidgetSettings.objects.create(brand=cast.brand, is_enabled=False)
    assert way(admin, "widget")["state"] == "open"


@pytest.mark.parametrize("state", [MailboxState.FAILING, MailboxState.SIGN_IN])
def test_a_mailbox_that_does_not_work_says_why(admin: ApiClient, cast: Cast, state: str) -> None:
    mailbox_for(cast.brand, state=state, state_detail="mail.x.test refuses the password.")
    found = way(admin, "mailbox")
    assert (found["state"], found["facts"]["names"]["problem"]) == (
        "waiting",
        "mail.x.test refuses the password.",
    )


def test_a_mailbox_that_is_off_is_no_way_in(admin: ApiClient, cast: Cast) -> None:
    mailbox_for(cast.brand, is_active=False)
    assert way(admin, "mailbox")["state"] == "open"


@pytest.mark.parametrize("status", ["draft", "review"])
def test_an_article_waits_until_it_is_published(admin: ApiClient, cast: Cast, status: str) -> None:
    draft = article(cast, "Exports", status)
    found = way(admin, "article")
    assert (found["state"], found["facts"]["counts"]) == ("waiting", {"id": draft.pk})


def test_an_invited_colleague_is_waited_for(admin: ApiClient, cast: Cast) -> None:
    people_invite(actor=cast.actor(cast.admin), addresses=["new@staff.test"], role="agent", now=NOW)
    found = way(admin, "invite")
    assert (found["state"], found["facts"]["names"]) == ("waiting", {"person": "New"})
    assert cast.agent.pk
    assert way(admin, "invite")["state"] == "done"


@pytest.mark.parametrize("lost", [{"is_spam": True}, {"is_deleted": True}])
def test_spam_and_trash_are_no_first_ticket(admin: ApiClient, cast: Cast, lost: dict[str, bool]) -> None:
    Ticket.objects.filter(pk=cast.ticket().pk).update(first_replied_at=NOW, **lost)
    assert way(admin, "answer")["state"] == "open"


def test_a_ticket_out_of_sight_is_not_named(cast: Cast) -> None:
    assert cast.ticket(team_id=cast.other_team.pk).pk
    narrow = cast.staff("Ned Narrow", "admin", ticket_scope="assigned")
    assert way(cast.api(narrow), "answer")["facts"]["counts"] == {}


def test_a_token_is_told_no_names_of_what_it_may_not_read(cast: Cast) -> None:
    mailbox_for(cast.brand)
    article(cast, "Exports", "draft")
    found = look(cast.api(cast.admin, scopes=["people:read"]))
    facts = {one["id"]: one["facts"] for step in found["steps"] for one in step["ways"]}
    assert facts["brand"]["names"]["brand"] == cast.brand.name
    for name in ("widget", "mailbox", "article", "answer"):
        assert facts[name] == {"names": {}, "counts": {}, "times": {}}
    outlook = beside(cast.api(cast.admin, scopes=["people:read"]))
    assert [one["id"] for one in outlook["rules"]] == ["survey"]
    assert outlook["proposals"] == []


def test_putting_it_aside_holds_for_all_and_is_taken_back(admin: ApiClient, cast: Cast) -> None:
    first = admin.patch("setup", {"is_aside": True}).json()["aside_at"]
    assert first is not None
    assert admin.patch("setup", {"is_aside": True}).json()["aside_at"] == first
    assert look(cast.api(cast.owner))["aside_at"] == first
    assert admin.patch("setup", {"is_aside": False}).json()["aside_at"] is None
    actions = AuditEntry.objects.filter(action__startswith="people.guide").order_by("pk")
    assert [entry.action for entry in actions] == ["people.guide_put_aside", "people.guide_taken_up"]
    assert admin.get("workspace").json()["name"] == cast.brand.name


@pytest.mark.parametrize("body", [{}, {"is_aside": "perhaps"}, {"is_aside": None}, {"is_done": True}])
def test_nothing_else_can_be_set(admin: ApiClient, body: dict[str, Any]) -> None:
    assert admin.patch("setup", body).status_code in (400, 422)
    assert look(admin)["aside_at"] is None


def test_what_holds_is_told_as_it_is(admin: ApiClient, cast: Cast) -> None:
    assert rule(admin, "assistant")["counts"]["is_on"] == 1
    assert "widget" in rule(admin, "assistant")["names"]["channels"].split(",")
    assert rule(admin, "clocks")["counts"]["email"] > 0
    assert rule(admin, "routing")["counts"]["rules"] > 0
    assert rule(admin, "survey")["counts"] == {"is_on": 1}
    assert rule(admin, "acknowledgement")["counts"] == {"is_on": 1, "mailboxes": 0}
    boundaries = rule(admin, "assistant")["counts"]["boundaries"]
    rows = [{"key": f"k{index}", "label": "x", "is_on": index > 0} for index in range(boundaries - 1)]
    configured(answers={"is_on": False, "channels": ["widget"]}, boundaries=rows)
    Brand.objects.filter(pk=cast.brand.pk).update(asks_rating=False)
    mailbox_for(cast.brand, acknowledges=False)
    forget_brands()
    assert rule(admin, "assistant")["counts"]["is_on"] == 0
    assert rule(admin, "assistant")["counts"]["boundaries"] == boundaries - 2
    assert rule(admin, "survey")["counts"] == {"is_on": 0}
    assert rule(admin, "acknowledgement")["counts"] == {"is_on": 0, "mailboxes": 1}


def test_a_proposal_comes_with_all_of_its_evidence(admin: ApiClient, cast: Cast) -> None:
    ticket = cast.ticket()
    for index in range(20):
        Company.objects.create(name=f"Company {index}", arr=Decimal(1000) if index < 13 else None)

    def value() -> dict[str, Any]:
        found = proposal(admin, "value")
        assert found is not None
        return found

    Ticket.objects.filter(pk=ticket.pk).update(created_at=ticket.created_at - timedelta(days=3000))
    assert not value()["is_proposed"]
    assert {one["kind"]: (one["count"], one["needed"]) for one in value()["evidence"]}["days"] == (90, 90)
    Company.objects.filter(arr=None).update(arr=Decimal(5))
    assert value()["is_proposed"]


def test_what_is_on_is_not_proposed(admin: ApiClient, cast: Cast) -> None:
    configured(answers={"is_on": False, "channels": ["widget"]})
    assert proposal(admin, "answers") is not None
    assert proposal(admin, "notices") is not None
    assert proposal(admin, "value") is not None
    configured(answers={"is_on": True, "channels": ["widget"]})
    WidgetSettings.objects.create(brand=cast.brand, notices=[{"id": "a", "pattern": "*", "text": "x"}])
    rules = [
        {"name": "Large", "when": {"any": [{"field": "arr", "op": "at_least", "value": 1}]},
         "then": {"tier": "T2"}},
    ]  # fmt: skip
    assert admin.put("routing/rules", {"rules": rules}).status_code == 200
    assert beside(admin)["proposals"] == []


def test_its_statements_do_not_grow(admin: ApiClient, cast: Cast) -> None:
    within("set-up guide", statements(lambda: admin.get("setup")))
    configured(answers={"is_on": False})
    within("set-up outlook", statements(lambda: admin.get("setup/outlook")))
    for index in range(8):
        ticket = cast.ticket(subject=f"Export {index} fails")
        Company.objects.create(name=f"Company {index}")
        article(cast, f"A{index}", "published")
        Mailbox.objects.create(brand=cast.brand, address=f"m{index}@halyard.test")
        seen_from(cast.brand, f"https://{index}.halyard.test", is_allowed=True)
        cast.replies(ticket, cast.agent, "On it.", now=NOW)
    within("set-up guide", statements(lambda: admin.get("setup")))
    within("set-up outlook", statements(lambda: admin.get("setup/outlook")))
