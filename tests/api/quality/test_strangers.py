"""Every endpoint of quality, asked by those whom it is not for: no row, no figure and no name of others."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from people.models import Role, User
from quality.api.urls import urlpatterns
from quality.models import Comment, Review, Score
from tests.api.quality.floor import LATER, Floor
from tests.cast import ApiClient, Cast

WEEKS = "quality/drift/weeks"
SCORES = {"scores": [{"criterion": "tone", "level": 2, "why": ""}]}
CALLS: list[tuple[str, str, dict[str, Any]]] = [
    ("get", "quality/reviews", {"list": "all"}),
    ("get", "quality/reviews/{id}", {}),
    ("put", "quality/reviews/{id}", SCORES),
    ("post", "quality/reviews/{id}/comments", {"text": "Me, too."}),
    ("get", "quality/coaching", {}),
    ("get", "quality/people", {}),
    ("get", "quality/rubric", {}),
    ("put", "quality/rubric", {"sampled": 4}),
    ("get", "quality/drift", {}),
    *(
        ("get", WEEKS, {"scope": scope, "value": value, "measure": measure})
        for measure in ("overruled", "csat")
        for scope, value in (("all", ""), ("category", "billing"), ("segment", "enterprise"))
    ),
]
SECRET = "She never reads to the end."
OWN = {("get", "quality/reviews"), ("get", "quality/coaching")}
"""Open to everybody, of oneself: nothing is there for who has nothing."""

Who = Callable[[Cast], User]


@pytest.fixture
def review(floor: Floor, freeze: Any) -> Review:
    """A reviewed conversation of another person, with words that only the two of them may read."""
    (row,) = floor.drawn(floor.solved(floor.cast.agent, team=floor.cast.team))
    lead = floor.cast.supervisor
    Score.objects.create(
        review=row, criterion="tone", origin="person", level=0, note=SECRET, rules_version=0, by=lead,
        at=LATER,
    )  # fmt: skip
    Comment.objects.create(review=row, by=lead, text=SECRET, at=LATER)
    Review.objects.filter(pk=row.pk).update(reviewed_by=lead, reviewed_at=LATER)
    freeze(LATER + timedelta(hours=1))
    return row


def ask(api: ApiClient, method: str, path: str, data: dict[str, Any], review: Review) -> Any:
    return getattr(api, method)(path.format(id=review.pk), data)


def test_every_endpoint_is_asked_here() -> None:
    asked = {path.replace("{id}", "<int:review_id>") for _, path, _ in CALLS}
    assert asked == {str(one.pattern) for one in urlpatterns}
    writes = {"put", "post", "get"}
    found = {
        (method, str(one.pattern))
        for one in urlpatterns
        for method in ("get", "post", "put", "patch", "delete")
        if hasattr(getattr(one.callback, "view_class", None), method)
    }
    assert {method for method, _ in found} <= writes
    assert {(method, path.replace("{id}", "<int:review_id>")) for method, path, _ in CALLS} == found


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
def test_nobody_without_a_session_gets_anything(
    method: str, path: str, data: dict[str, Any], review: Review
) -> None:
    answer = ask(ApiClient(), method, path, data, review)
    assert answer.status_code == 401
    assert SECRET not in answer.text


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
@pytest.mark.parametrize(
    "who",
    [
        pytest.param(lambda cast: cast.teammate, id="agent"),
        pytest.param(lambda cast: cast.team_agent, id="agent-of-another-team"),
        pytest.param(lambda cast: cast.light_agent, id="light"),
        pytest.param(lambda cast: cast.read_only, id="reader"),
    ],
)
def test_who_has_no_right_gets_nothing_of_others(
    who: Who, method: str, path: str, data: dict[str, Any], review: Review, cast: Cast
) -> None:
    answer = ask(cast.api(who(cast)), method, path, data, review)
    assert SECRET not in answer.text
    assert cast.agent.name not in answer.text
    if (method, path) not in OWN:
        assert answer.status_code in (403, 404), answer.text
        return
    body = answer.json()
    assert body["results"] == []
    assert body.get("conversations", 0) == 0
    assert set(body.get("counts", {}).values()) <= {0}


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
def test_a_lead_of_another_team_gets_nothing_of_tickets_that_they_do_not_see(
    method: str, path: str, data: dict[str, Any], review: Review, cast: Cast
) -> None:
    narrow = cast.staff("Nora Narrow", Role.SUPERVISOR, team=cast.other_team, ticket_scope="teams")
    answer = ask(cast.api(narrow), method, path, data, review)
    assert SECRET not in answer.text
    assert cast.agent.name not in answer.text
    if "{id}" in path:
        assert answer.status_code == 404
    for week in answer.json().get("weeks", []) if answer.status_code == 200 else []:
        assert week["all"] == 0


@pytest.mark.parametrize(("method", "path", "data"), CALLS)
def test_a_token_without_the_scope_gets_nothing(
    method: str, path: str, data: dict[str, Any], review: Review, cast: Cast
) -> None:
    answer = ask(cast.api(cast.owner, scopes=["kb"]), method, path, data, review)
    assert answer.status_code == 403


def test_weeks_of_what_was_overruled_are_there_for_who_sees_insights(review: Review, cast: Cast) -> None:
    Score.objects.create(review=review, criterion="tone", origin="model", level=2, rules_version=0, at=LATER)
    query = {"scope": "all", "measure": "overruled"}
    weeks = cast.api(cast.supervisor).get(WEEKS, query).json()["weeks"]
    assert sum(week["bad"] for week in weeks) == 1


def test_a_lead_reads_who_was_coached_only_of_what_they_see(review: Review, cast: Cast) -> None:
    narrow = cast.staff("Nora Narrow", Role.SUPERVISOR, team=cast.other_team, ticket_scope="teams")
    found = cast.api(narrow).get("quality/coaching", {"person_id": cast.agent.pk}).json()
    assert (found["conversations"], found["reviewed"], found["results"]) == (0, 0, [])
