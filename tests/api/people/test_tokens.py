"""API tokens: what they tell of their use, who sees and ends them, and how they get a new text."""

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from core.models import AuditEntry
from people import services
from people.models import ApiToken, Role
from people.scopes import AREAS, SCOPES
from people.selectors.internal import token_expiry
from tests.cast import NOW, ApiClient

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.cast import Cast

HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(freeze: "Callable[[datetime | str], datetime]") -> datetime:
    return freeze(NOW)


def made(cast: "Cast", **body: Any) -> dict[str, Any]:
    """A new token of the agent."""
    answer = cast.api(cast.agent).post("tokens", {"name": "Export"} | body)
    assert answer.status_code == 201
    return dict(answer.json())


def works(text: str) -> bool:
    return bool(ApiClient(text).get("me").status_code == 200)


def test_a_use_is_noted_once_a_minute(cast: "Cast", freeze: "Callable[[datetime | str], datetime]") -> None:
    text, row = made(cast)["token"], ApiToken.objects.get(name="Export")
    assert row.last_used_at is None
    for second, noted in ((0, 0), (30, 0), (60, 0), (61, 61), (90, 61)):
        freeze(NOW + timedelta(seconds=second))
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert works(text)
        row.refresh_from_db()
        assert row.last_used_at == NOW + timedelta(seconds=noted)
        writes = [query for query in seen.captured_queries if query["sql"].startswith("UPDATE")]
        assert len(writes) == (second == noted)
    assert row.last_used_from == "127.0.0.1"


def test_the_list_tells_owner_use_and_end(cast: "Cast") -> None:
    text = made(cast, scopes=["tickets:read"], expires_at=(NOW + HOUR).isoformat())["token"]
    assert ApiClient(text).get("tickets").status_code == 200
    row = cast.api(cast.agent).get("tokens").json()["results"][1]
    assert row["owner"] == {"id": cast.agent.pk, "name": cast.agent.name}
    assert (row["last_used_from"], row["scopes"]) == ("127.0.0.1", ["tickets:read"])
    assert row["expires_at"] == "2026-03-02T10:00:00Z"
    assert "token" not in row


def test_admins_see_and_end_the_tokens_of_everybody(cast: "Cast") -> None:
    token = made(cast)
    admin = cast.api(cast.admin)
    assert token["id"] not in [row["id"] for row in admin.get("tokens").json()["results"]]
    rows = admin.get("tokens", {"whose": "all"}).json()["results"]
    assert token["id"] in [row["id"] for row in rows]
    assert token["token"] not in str(rows)
    assert admin.delete(f"tokens/{token['id']}").status_code == 204
    assert not works(token["token"])
    entry = AuditEntry.objects.get(action="people.token_revoked")
    assert entry.data == {"name": "Export", "user_id": cast.agent.pk}


@pytest.mark.parametrize("role", ["supervisor", "agent", "light_agent", "read_only"])
def test_others_see_their_own_tokens_alone(cast: "Cast", role: str) -> None:
    theirs = made(cast)["id"]
    client = cast.api(cast.staff("Sam Stranger", role))
    assert client.get("tokens", {"whose": "all"}).status_code == 403
    assert theirs not in [row["id"] for row in client.get("tokens").json()["results"]]
    assert client.post(f"tokens/{theirs}/rotate").status_code == 404
    assert client.delete(f"tokens/{theirs}").status_code == 404


def test_whose_tokens_must_be_a_known_word(cast: "Cast") -> None:
    client = cast.api(cast.admin)
    assert client.get("tokens", {"whose": "ours"}).status_code == 422
    assert client.get("tokens", {"who": "all"}).json()["code"] == "unknown_field"


def test_the_list_has_pages(cast: "Cast") -> None:
    client = cast.api(cast.agent)
    for name in "abc":
        assert client.post("tokens", {"name": name}).status_code == 201
    first = client.get("tokens", {"limit": 2}).json()
    second = client.get("tokens", {"limit": 2, "cursor": first["next"]}).json()
    assert [row["name"] for row in first["results"] + second["results"]] == ["c", "b", "a", "test"]
    assert second["next"] is None


def test_both_texts_open_while_programs_change_over(
    cast: "Cast", freeze: "Callable[[datetime | str], datetime]"
) -> None:
    old = made(cast)
    answer = cast.api(cast.agent).post(f"tokens/{old['id']}/rotate", {"overlap_hours": 2})
    new = answer.json()
    assert (new["id"], new["old_until"]) == (old["id"], "2026-03-02T11:00:00Z")
    assert new["token"] != old["token"]
    assert new["hint"] == new["token"][:8]
    assert works(old["token"])
    assert works(new["token"])
    freeze(NOW + 2 * HOUR)
    assert not works(old["token"])
    assert works(new["token"])
    assert cast.api(cast.agent).get("tokens").json()["results"][-1]["old_until"] is None
    assert AuditEntry.objects.filter(action="people.token_rotated").count() == 1


def test_without_an_overlap_the_old_text_ends_at_once(cast: "Cast") -> None:
    old = made(cast)
    cast.api(cast.agent).post(f"tokens/{old['id']}/rotate", {"overlap_hours": 0})
    assert not works(old["token"])


def test_a_second_rotation_ends_the_first_text(cast: "Cast") -> None:
    first = made(cast)
    path = f"tokens/{first['id']}/rotate"
    second = cast.api(cast.agent).post(path).json()
    third = cast.api(cast.agent).post(path).json()
    assert [works(one["token"]) for one in (first, second, third)] == [False, True, True]


def test_revoking_ends_both_texts(cast: "Cast") -> None:
    old = made(cast)
    new = cast.api(cast.agent).post(f"tokens/{old['id']}/rotate").json()
    cast.api(cast.agent).delete(f"tokens/{old['id']}")
    assert not works(old["token"])
    assert not works(new["token"])


def test_an_old_text_never_outlives_the_end_it_had(
    cast: "Cast", freeze: "Callable[[datetime | str], datetime]"
) -> None:
    old = made(cast, expires_at=(NOW + HOUR).isoformat())
    later = {"expires_at": (NOW + 90 * HOUR).isoformat(), "overlap_hours": 24}
    new = cast.api(cast.agent).post(f"tokens/{old['id']}/rotate", later).json()
    assert new["old_until"] == "2026-03-02T10:00:00Z"
    assert token_expiry(old["token"]) == NOW + HOUR
    assert token_expiry(new["token"]) == NOW + 90 * HOUR
    freeze(NOW + HOUR)
    assert not works(old["token"])
    assert works(new["token"])


def test_a_token_that_has_ended_needs_a_new_end_and_its_text_stays_dead(
    cast: "Cast", freeze: "Callable[[datetime | str], datetime]"
) -> None:
    old = made(cast, expires_at=(NOW + HOUR).isoformat())
    freeze(NOW + 2 * HOUR)
    path = f"tokens/{old['id']}/rotate"
    assert cast.api(cast.agent).post(path).status_code == 422
    new = cast.api(cast.agent).post(path, {"expires_at": None}).json()
    assert new["expires_at"] is None
    assert works(new["token"])
    assert not works(old["token"])


def test_nobody_gets_the_text_of_somebody_elses_token(cast: "Cast") -> None:
    token = made(cast)
    answer = cast.api(cast.owner).post(f"tokens/{token['id']}/rotate")
    assert answer.status_code == 403
    assert works(token["token"])


def test_a_token_cannot_rotate_a_wider_or_longer_one(cast: "Cast") -> None:
    wide = made(cast)
    narrow = cast.api(cast.agent, scopes=["people:write"])
    assert narrow.post(f"tokens/{wide['id']}/rotate").status_code == 422
    short = ApiClient(made(cast, expires_at=(NOW + HOUR).isoformat())["token"])
    assert short.post(f"tokens/{wide['id']}/rotate").status_code == 422
    own = short.get("tokens").json()["results"][0]["id"]
    longer = {"expires_at": (NOW + 9 * HOUR).isoformat()}
    assert short.post(f"tokens/{own}/rotate", longer).status_code == 422
    assert short.post(f"tokens/{own}/rotate", {"expires_at": None}).status_code == 422


@pytest.mark.parametrize(
    "body",
    [{"overlap_hours": -1}, {"overlap_hours": 169}, {"expires_at": "2020-01-01T00:00:00Z"}, {"hours": 1}],
)
def test_a_rotation_with_odd_values_is_refused(cast: "Cast", body: dict[str, Any]) -> None:
    token = made(cast)
    assert cast.api(cast.agent).post(f"tokens/{token['id']}/rotate", body).status_code in (400, 422)
    assert works(token["token"])


def test_a_text_told_once_is_not_kept_for_a_key(cast: "Cast") -> None:
    token = made(cast)
    client = cast.api(cast.agent)
    for path in ("tokens", f"tokens/{token['id']}/rotate"):
        assert (
            client.post(path, {"name": "x"} if path == "tokens" else {}, idempotency_key="k").status_code
            == 422
        )


def test_a_token_loses_what_its_person_loses(cast: "Cast") -> None:
    text = made(cast)["token"]
    assert ApiClient(text).post("companies", {"name": "Alder"}).status_code == 201
    services.user_update(
        actor=cast.actor(cast.owner), user_id=cast.agent.pk, changes={"role": Role.READ_ONLY}, now=NOW
    )
    assert ApiClient(text).post("companies", {"name": "Birch"}).status_code == 403


def test_every_scope_is_told_with_what_belongs_to_it(cast: "Cast") -> None:
    rows = cast.api(cast.agent).get("scopes").json()["results"]
    assert {row["area"]: row["about"] for row in rows} == AREAS
    assert [scope for row in rows for scope in (row["read"], row["write"])] == list(SCOPES)
