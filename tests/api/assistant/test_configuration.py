"""The assistant's configuration: draft, publish, compare, roll back; what runs do under it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.apps import apps
from django.db import IntegrityError, transaction

from assistant.installing import install
from assistant.models import ConfigurationVersion, Outcome, Run
from core import clock
from core.models import AuditEntry
from kb import services as kb_services
from tests.assistants import configured
from tests.cast import NOW, ApiClient, Cast

BODY = """
## How do I backfill missing days?
Open **Destinations / Snowflake / Runs**, press **Backfill** and choose the first and the last day. A backfill
covers at most 31 days. Days that were loaded before are replaced, so nothing is counted twice.
"""
QUESTION = "How do I backfill missing days into Snowflake?"


@pytest.fixture
def article(cast: Cast) -> None:
    kb_services.article_create(
        actor=cast.actor(cast.admin),
        values={"title": "Backfill a destination", "body": BODY, "audience": "public", "status": "published"},
        now=NOW,
    )


@pytest.fixture
def admin(cast: Cast) -> ApiClient:
    return cast.api(cast.admin)


def live(api: ApiClient) -> dict[str, Any]:
    found: dict[str, Any] = api.get("assistant/configuration").json()
    return found


def boundary(key: str, **more: Any) -> dict[str, Any]:
    return {"key": key, "label": key.capitalize()} | more


def test_an_installation_begins_with_version_1(admin: ApiClient) -> None:
    body = live(admin)
    assert (body["version"], body["by_name"]) == (1, "Candor")
    assert [row["key"] for row in body["content"]["boundaries"]][:2] == ["distress", "security"]
    assert body["content"]["masking"]["is_on"] is False


def test_what_was_set_before_becomes_version_1(cast: Cast) -> None:
    class Rows(list[Any]):
        def order_by(self, *names: str) -> "Rows":
            return self

        def all(self) -> "Rows":
            return self

        def exists(self) -> bool:
            return False

        def create(self, **values: Any) -> None:
            made.update(values)

    class Row:
        def __init__(self, **values: Any) -> None:
            self.__dict__.update(values)

    made: dict[str, Any] = {}
    old = {
        "ConfigurationVersion": Rows(),
        "Boundary": Rows(
            [
                Row(
                    key="hipaa", label="Health", is_on=False, keywords=["PHI"], segments=["smb"],
                    issue_types=[], updated_by_id=7, review_on=NOW.date(),
                )
            ]
        ),
        "AssistantSettings": Rows(
            [
                Row(brand_id=None, is_on=True, channels=["email"], threshold=0.9, max_answers=2),
                Row(brand_id=5, is_on=False, channels=[], threshold=None, max_answers=4),
            ]
        ),
    }  # fmt: skip
    install(lambda app, name: type("M", (), {"objects": old[name]}), now=NOW)

    content = made["content"]
    assert made["version"] == 1
    assert content["answers"] == {"is_on": True, "channels": ["email"], "max_answers": 2}
    assert content["limits"]["threshold"] == 0.9
    assert content["brands"][0]["brand_id"] == 5
    (row,) = content["boundaries"]
    assert (row["keywords"], row["owner_id"], row["is_on"]) == (["PHI"], 7, False)
    assert row["review_on"] == NOW.date().isoformat()
    # A second time, or where there are versions, nothing is written.
    count = ConfigurationVersion.objects.count()
    install(apps.get_model, now=NOW)
    assert ConfigurationVersion.objects.count() == count


def test_a_draft_changes_nothing_until_it_is_published(cast: Cast, admin: ApiClient) -> None:
    rows = [boundary("seats", keywords=["seat"], reason="Sales decides", owner_id=cast.admin.pk)]
    saved = admin.put("assistant/draft", {"content": {"boundaries": rows}, "note": "Seats to people"})
    assert saved.status_code == 200, saved.json()
    draft = saved.json()["draft"]
    assert draft["based_on"] == 1
    assert ("boundaries", "added", "Seats") in {
        (d["area"], d["kind"], d["name"]) for d in draft["differences"]
    }
    # None of the shipped ones gets lost: they are off.
    assert len(draft["content"]["boundaries"]) == 10
    assert live(admin)["version"] == 1

    published = admin.put("assistant/draft/publish", {"note": ""}, if_match='"v1"')
    assert published.status_code == 200, published.json()
    body = live(admin)
    assert (body["version"], body["note"], body["by_name"]) == (2, "Seats to people", "Ada Admin")
    assert body["content"]["boundaries"][0]["keywords"] == ["seat"]
    assert admin.get("assistant/draft").json() == {"draft": None}
    actions = list(AuditEntry.objects.values_list("action", "target"))
    assert ("assistant.version_published", "assistant:2") in actions


def test_two_admins_do_not_overwrite_each_other(admin: ApiClient) -> None:
    content = {"masking": {"is_on": True}}
    assert admin.put("assistant/draft", {"content": content}, if_match='"v0"').status_code == 200
    assert admin.put("assistant/draft", {"content": content}, if_match='"v0"').status_code == 412
    assert admin.put("assistant/draft", {"content": content}, if_match='"v1"').status_code == 200
    assert admin.delete("assistant/draft", if_match='"v1"').status_code == 412
    assert admin.put("assistant/draft/publish", {}, if_match='"v1"').status_code == 412


def test_a_draft_that_is_outdated_is_not_published(admin: ApiClient) -> None:
    assert admin.put("assistant/draft", {"content": {"masking": {"is_on": True}}}).status_code == 200
    assert admin.put("assistant/boundaries", {"settings": {"max_answers": 2}}).status_code == 200
    refused = admin.put("assistant/draft/publish", {})
    assert (refused.status_code, refused.json()["code"]) == (409, "assistant.draft_outdated")
    # Saving it again says that the other version was seen.
    content = {"masking": {"is_on": True}}
    assert admin.put("assistant/draft", {"content": content}).json()["draft"]["is_outdated"] is False
    assert admin.put("assistant/draft/publish", {}).status_code == 200
    assert live(admin)["content"]["answers"]["max_answers"] == 2


def test_a_version_comes_back_as_a_new_one_that_equals_it(admin: ApiClient) -> None:
    before = live(admin)["content"]
    admin.put("assistant/draft", {"content": {"voice": {"guide": "Short.", "examples": []}}})
    admin.put("assistant/draft/publish", {"note": "A voice"})
    refused = admin.put("assistant/versions/1/restore", {}, if_match='"v1"')
    assert refused.status_code == 412
    back = admin.put("assistant/versions/1/restore", {}, if_match='"v2"')
    assert back.status_code == 200
    assert back.json()["version"] == 3
    assert back.json()["content"] == before
    rows = admin.get("assistant/versions").json()["results"]
    assert [(row["version"], row["restored"], row["is_live"]) for row in rows] == [
        (3, 1, True), (2, None, False), (1, None, False),
    ]  # fmt: skip
    compared = admin.get("assistant/versions/2", {"since": 1}).json()
    assert [(d["area"], d["field"], d["after"]) for d in compared["differences"]] == [
        ("voice", "guide", "Short.")
    ]
    assert admin.get("assistant/versions/3", {"since": 1}).json()["differences"] == []
    missing = admin.put("assistant/versions/99/restore", {})
    assert (missing.status_code, missing.json()["code"]) == (404, "assistant.unknown_version")
    assert ("assistant.version_restored") in set(AuditEntry.objects.values_list("action", flat=True))


def test_a_version_never_changes_or_goes(db: None) -> None:
    row = configured(masking={"is_on": True})
    with pytest.raises(IntegrityError), transaction.atomic():
        ConfigurationVersion.objects.filter(pk=row.pk).update(note="Other")
    with pytest.raises(IntegrityError), transaction.atomic():
        row.delete()


@pytest.mark.parametrize(
    ("content", "status"),
    [
        ({"boundaries": [boundary("a"), boundary("a")]}, 422),
        ({"boundaries": [boundary("a", owner_id=99_999)]}, 422),
        ({"boundaries": [boundary("a", account_states=["rich"])]}, 422),
        ({"boundaries": [boundary("a", colour="red")]}, 400),
        ({"limits": {"threshold": 1.2}}, 422),
        ({"limits": {"threshold": None, "rules": [{"threshold": 0.5}]}}, 422),
        (
            {"limits": {"threshold": None, "rules": [{"channel": "email", "threshold": 0.5}] * 2}},
            422,
        ),
        ({"brands": [{"brand_id": 99_999, "is_on": True, "channels": [], "max_answers": 1}]}, 422),
        ({"voice": {"guide": "x" * 4001}}, 422),
        ({"budget": {"daily_usd": -1}}, 422),
    ],
)
def test_bad_input_is_refused(admin: ApiClient, content: dict[str, Any], status: int) -> None:
    assert admin.put("assistant/draft", {"content": content}).status_code == status
    assert admin.get("assistant/draft").json()["draft"] is None


def test_admins_write_and_supervisors_read(cast: Cast, anonymous: ApiClient) -> None:
    supervisor, agent = cast.api(cast.supervisor), cast.api(cast.agent)
    reads = ["configuration", "draft", "versions", "versions/1", "confidence", "spending", "bench", "replays"]
    for path in reads:
        assert supervisor.get(f"assistant/{path}").status_code == 200, path
        assert agent.get(f"assistant/{path}").status_code == 403, path
        assert anonymous.get(f"assistant/{path}").status_code in (401, 403)
    for path, body in [
        ("try", {"question": "Hi"}),
        ("bench", {"question": "x", "expected": "answered"}), ("replays", {}),
    ]:  # fmt: skip
        assert supervisor.post(f"assistant/{path}", body).status_code == 403, path
    for path in ("draft", "draft/publish", "versions/1/restore"):
        asked: dict[str, Any] = {"content": {}} if path == "draft" else {}
        assert supervisor.put(f"assistant/{path}", asked).status_code == 403, path
    assert supervisor.delete("assistant/draft").status_code == 403


def test_a_run_records_its_version_and_only_obeys_what_is_live(
    cast: Cast, article: None, admin: ApiClient, settle: Callable[[], None]
) -> None:
    def ask() -> Run:
        ticket = cast.ticket(channel="widget", subject="", body=QUESTION)
        settle()
        return Run.objects.get(ticket=ticket)

    assert (ask().outcome, ask().version) == (Outcome.ANSWERED, 1)
    admin.put("assistant/draft", {"content": {"boundaries": [boundary("fills", keywords=["backfills"])]}})
    assert ask().outcome == Outcome.ANSWERED
    admin.put("assistant/draft/publish", {})
    run = ask()
    assert (run.outcome, run.reason, run.version) == (Outcome.HANDED_OVER, "boundary", 2)
    admin.put("assistant/versions/1/restore", {})
    assert (ask().outcome, ask().version) == (Outcome.ANSWERED, 3)
    outcomes = {row["version"]: row["outcomes"] for row in admin.get("assistant/versions").json()["results"]}
    assert outcomes[2] == {"handed_over": 1}


def test_a_boundary_holds_after_the_answer_too(cast: Cast, article: None, settle: Callable[[], None]) -> None:
    configured(boundaries=[boundary("runs", keywords=["counted twice"])])
    ticket = cast.ticket(channel="widget", subject="", body=QUESTION)
    settle()
    run = Run.objects.get(ticket=ticket)
    assert (run.outcome, run.reason) == (Outcome.HANDED_OVER, "boundary")
    assert run.confidence is not None


def test_limits_by_channel_and_category_decide(cast: Cast, article: None, settle: Callable[[], None]) -> None:
    rules = [{"channel": "widget", "category": "", "threshold": 1.0}]
    configured(limits={"threshold": 0.1, "max_wrong": None, "rules": rules})
    held = cast.ticket(channel="widget", subject="", body=QUESTION)
    sent = cast.ticket(channel="email", subject="", body=QUESTION)
    settle()
    assert Run.objects.get(ticket=held).reason == "low_confidence"
    assert Run.objects.get(ticket=held).threshold == 1.0
    assert Run.objects.get(ticket=sent).outcome == Outcome.ANSWERED


def test_an_overdue_review_is_shown_and_told_once(cast: Cast, admin: ApiClient) -> None:
    from assistant.services import reviews_tell
    from core.models import OutboxEvent

    today = clock.now().date()
    late = boundary("seats", keywords=["seat"], owner_id=cast.admin.pk)
    configured(
        boundaries=[
            late | {"review_on": (today - timedelta(days=1)).isoformat()},
            boundary("fine", keywords=["x"], owner_id=cast.admin.pk)
            | {"review_on": (today + timedelta(days=9)).isoformat()},
        ]
    )
    assert live(admin)["reviews_due"] == ["seats"]
    assert reviews_tell(now=clock.now()) == 1
    assert reviews_tell(now=clock.now()) == 0
    event = OutboxEvent.objects.get(name="assistant.review_due")
    assert event.payload["owner_id"] == cast.admin.pk


def test_the_owner_is_told_by_a_notice_about_no_ticket(
    cast: Cast, admin: ApiClient, settle: Callable[[], None]
) -> None:
    from assistant.services import reviews_tell

    day = (clock.now().date() - timedelta(days=1)).isoformat()
    configured(boundaries=[boundary("seats", keywords=["seat"], owner_id=cast.admin.pk, review_on=day)])
    for _ in range(2):
        reviews_tell(now=clock.now())
        settle()
    (notice,) = admin.get("notices").json()["results"]
    assert (notice["kind"], notice["number"], notice["text"]) == ("boundary", None, "Seats")
    assert admin.post("notices/read", {"ids": [notice["id"]]}).json()["unread"] == 0
    assert cast.api(cast.supervisor).get("notices").json()["results"] == []
