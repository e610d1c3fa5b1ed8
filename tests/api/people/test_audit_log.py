"""The audit log for those who may read it: filters, pages, export."""

import csv
import io
from datetime import datetime, timedelta
from typing import Any

import pytest

from core import audit, clock
from core.actors import SYSTEM, Actor, ActorKind
from core.models import AuditEntry
from people.models import ApiToken
from tests.cast import Cast

pytestmark = pytest.mark.django_db


def note(action: str, target: str, *, by: Actor = SYSTEM, at: datetime | None = None, **data: Any) -> None:
    audit.record(actor=by, action=action, target=target, now=at or clock.now(), data=data)


def found(cast: Cast, **query: Any) -> list[dict[str, Any]]:
    answer = cast.api(cast.admin).get("audit-entries", query)
    assert answer.status_code == 200, answer.json()
    results: list[dict[str, Any]] = answer.json()["results"]
    return results


def targets(cast: Cast, **query: Any) -> list[str]:
    return [entry["target"] for entry in found(cast, **query)]


def test_an_entry_says_who_did_what_to_whom(cast: Cast) -> None:
    note("people.user_changed", "user:9", role={"from": "agent", "to": "admin"}, reason="asked")
    [entry] = found(cast, action="people.user_changed")
    assert entry["actor"] == {"ref": "system", "name": "Candor"}
    assert entry["target"] == "user:9"
    told = {one["name"]: one["value"] for one in entry["details"]}
    assert told == {"reason": "asked", "role": '{"to":"admin","from":"agent"}'}


def test_filters_meet(cast: Cast) -> None:
    old = clock.now() - timedelta(days=40)
    note("people.token_created", "token:1", at=old)
    note("people.token_created", "token:2")
    note("people.token_revoked", "token:2")
    note("sign_on.tested", "sign_on:x")
    assert targets(cast, action="people.token_created") == ["token:2", "token:1"]
    assert targets(cast, action="people.token_created", when="30d") == ["token:2"]
    assert targets(cast, action="people.token_created", when=f"..{old:%Y-%m-%d}") == ["token:1"]
    assert targets(cast, area="sign_on") == ["sign_on:x"]
    assert targets(cast, target="token:2", area="people") == ["token:2", "token:2"]


def test_what_somebodys_tokens_did_is_theirs(cast: Cast) -> None:
    token = ApiToken.objects.create(user=cast.agent, name="Script", digest="d" * 64, hint="cnd")
    note("people.company_changed", "company:1", by=Actor(kind=ActorKind.TOKEN, id=token.pk, name="Script"))
    note("people.company_changed", "company:2", by=Actor(kind=ActorKind.STAFF, id=cast.agent.pk, name="A"))
    note("people.company_changed", "company:3", by=Actor(kind=ActorKind.CONTACT, id=cast.agent.pk, name="C"))
    entries = found(cast, user=cast.agent.pk, action="people.company_changed")
    assert [entry["target"] for entry in entries] == ["company:2", "company:1"]


def test_pages_end(cast: Cast) -> None:
    for number in range(5):
        note("kb.article_created", f"article:{number}")
    api, cursor = cast.api(cast.owner), None
    seen: list[str] = []
    while True:
        query = {"area": "kb", "limit": 2} | ({"cursor": cursor} if cursor else {})
        page = api.get("audit-entries", query).json()
        seen += [entry["target"] for entry in page["results"]]
        cursor = page["next"]
        if not cursor:
            break
    assert seen == [f"article:{number}" for number in range(4, -1, -1)]


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ({"when": "soon"}, "when"),
        ({"user": "me"}, "user"),
        ({"user": 99_999}, "user"),
        ({"area": "nope"}, "area"),
        ({"area": "peopl"}, "area"),
        ({"target": "User 12"}, "target"),
    ],
)
def test_a_filter_that_means_nothing_is_refused(cast: Cast, query: dict[str, Any], name: str) -> None:
    answer = cast.api(cast.admin).get("audit-entries", query)
    assert answer.status_code == 422
    assert name in answer.json()["errors"]


def test_only_admins_read_it(cast: Cast) -> None:
    for path in ("audit-entries", "audit-entries/export"):
        assert cast.api(cast.agent).get(path).status_code == 403
        assert cast.api(cast.supervisor).get(path).status_code == 403
    assert not AuditEntry.objects.filter(action="audit.exported").exists()


def test_an_export_is_a_table_without_formulas_and_an_entry_itself(cast: Cast) -> None:
    note("people.contact_created", "contact:1", by=Actor(kind=ActorKind.CONTACT, id=1, name="=HYPERLINK(1)"))
    query = {"area": "people", "action": "people.contact_created"}
    answer = cast.api(cast.admin).get("audit-entries/export", query)
    assert answer.status_code == 200
    assert answer["Content-Type"].startswith("text/csv")
    [row] = csv.DictReader(io.StringIO(answer.content.decode()))
    assert row["name"] == "'=HYPERLINK(1)"
    assert row["target"] == "contact:1"
    made = AuditEntry.objects.get(action="audit.exported")
    assert made.actor_name == cast.admin.name
    assert made.data == query | {"rows": 1}


def test_an_export_that_is_too_long_says_what_to_do(cast: Cast, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("people.selectors.audit.EXPORTED_MOST", 1)
    note("kb.article_created", "article:1")
    note("kb.article_created", "article:2")
    answer = cast.api(cast.admin).get("audit-entries/export", {"area": "kb"})
    assert answer.status_code == 422
    assert "shorter time" in answer.json()["detail"]
    assert not AuditEntry.objects.filter(action="audit.exported").exists()


def test_a_name_that_customers_read_is_changed_on_the_record(cast: Cast) -> None:
    assert cast.api(cast.agent).patch("me", {"name": "Aki Boss", "theme": "dark"}).status_code == 200
    assert cast.api(cast.agent).patch("me", {"theme": "light"}).status_code == 200
    [entry] = found(cast, action="people.user_changed")
    assert entry["target"] == f"user:{cast.agent.pk}"
    assert entry["details"] == [{"name": "name", "value": "Aki Boss"}]
