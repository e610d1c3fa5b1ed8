"""Scoring again: what a person scored is never lost, and reads by the rubric that it was given by."""

from datetime import timedelta
from typing import Any

import pytest

from core.kept import Search, redact
from core.models import AuditEntry
from core.redacting import Needles
from quality import services
from quality.models import Former, Review, RubricVersion, Score
from quality.services import judging
from tests.api.quality.floor import DAY, HOUR, LATER, Floor
from tests.api.quality.test_model_scores import FakeModel
from tests.api.quality.test_reviews import criterion, scores
from tests.cast import NOW, ApiClient, Cast


@pytest.fixture
def model(monkeypatch: pytest.MonkeyPatch, settings: Any) -> FakeModel:
    settings.AI_ENGINE = "builtin,judge=openai"
    found = FakeModel()
    monkeypatch.setattr(judging, "engine_for", lambda capability, leave: found)
    return found


def drawn(floor: Floor) -> tuple[str, Review]:
    (row,) = floor.drawn(floor.solved(floor.cast.agent))
    return f"quality/reviews/{row.pk}", row


def rules(admin: ApiClient, *keys: str, **weights: int) -> None:
    """Publish a rubric of these shipped criteria, with these weights."""
    known = {one["key"]: one for one in admin.get("quality/rubric").json()["content"]["criteria"]}
    criteria = [known[key] | {"weight": weights.get(key, known[key]["weight"])} for key in keys]
    assert admin.put("quality/rubric", {"criteria": criteria}).status_code == 200


def test_another_reviewer_is_told_who_scored_what_and_replaces_nothing(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead, admin = floor.cast.api(floor.cast.supervisor), floor.cast.api(floor.cast.admin)
    lead.put(path, scores(tone=(0, "Curt."), accurate=2))
    refused = admin.put(path, scores(tone=2))
    assert refused.status_code == 409
    body = refused.json()
    assert body["code"] == "quality.scored_already"
    assert body["by"] == {"id": floor.cast.supervisor.pk, "name": floor.cast.supervisor.name}
    assert body["scores"] == [{"criterion": "tone", "level": 0}, {"criterion": "accurate", "level": 2}]
    assert floor.cast.supervisor.name in body["detail"]
    assert "tone 0" in body["detail"]
    assert criterion(lead.get(path).json(), "tone")["by_person"]["note"] == "Curt."
    assert admin.put(path, scores(tone=2), if_match='"v1"').status_code == 409, "with what is to be known"


def test_who_means_it_scores_again_and_the_former_scores_are_kept(floor: Floor, freeze: Any) -> None:
    path, _ = drawn(floor)
    lead, admin = floor.cast.api(floor.cast.supervisor), floor.cast.api(floor.cast.admin)
    first = lead.put(path, scores(tone=(0, "Curt."), accurate=2, solved=2, complete=2)).json()
    freeze(NOW + HOUR)
    body = scores(tone=2) | {"again": True}
    assert admin.put(path, body, if_match='"v1"').status_code == 412, "they were not the newest"
    second = admin.put(path, body, if_match='"v2"').json()
    assert (criterion(second, "tone")["by_person"]["by"]["id"], second["version"]) == (floor.cast.admin.pk, 3)
    (kept,) = second["former"]
    assert (kept["by"]["id"], kept["score"]) == (floor.cast.supervisor.pk, first["score"])
    tone = next(one for one in kept["given"] if one["key"] == "tone")
    assert (tone["level"], tone["note"]) == (0, "Curt.")
    assert len(kept["given"]) == 4
    freeze(NOW + 2 * HOUR)
    third = lead.put(path, scores(tone=1) | {"again": True}).json()
    assert [one["by"]["id"] for one in third["former"]] == [floor.cast.admin.pk, floor.cast.supervisor.pk]
    assert floor.cast.api(floor.cast.agent).get(path).json()["former"] == third["former"]


def test_one_changes_ones_own_scores_and_those_are_kept_too(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead = floor.cast.api(floor.cast.supervisor)
    lead.put(path, scores(tone=2))
    body = lead.put(path, scores(tone=1)).json()
    (kept,) = body["former"]
    assert [(one["key"], one["level"], one["note"]) for one in kept["given"]] == [("tone", 2, "")]


def test_the_same_scores_once_more_are_no_other_scoring(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead = floor.cast.api(floor.cast.supervisor)
    first = lead.put(path, scores(tone=(2, "Warm."))).json()
    assert lead.put(path, scores(tone=(2, "Warm."))).json() == first
    assert AuditEntry.objects.filter(action="quality.review_saved").count() == 1


def test_the_audit_says_the_levels_before_and_after_and_no_words(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead, admin = floor.cast.api(floor.cast.supervisor), floor.cast.api(floor.cast.admin)
    lead.put(path, scores(tone=(0, "Curt."), accurate=None))
    admin.put(path, scores(tone=(2, "Warm.")) | {"again": True})
    first, second = AuditEntry.objects.filter(action="quality.review_saved").order_by("pk")
    assert (first.data["before"], first.data["after"]) == ({}, {"accurate": None, "tone": 0})
    assert (second.data["before"], second.data["after"]) == ({"accurate": None, "tone": 0}, {"tone": 2})
    assert second.data["before_by"] == floor.cast.supervisor.name
    assert "Curt" not in str(second.data)


def test_a_redaction_reaches_former_reasons_and_leaves_their_levels(floor: Floor) -> None:
    path, row = drawn(floor)
    lead = floor.cast.api(floor.cast.supervisor)
    lead.put(path, scores(tone=(0, "Wolfgang Amadeus was cut off.")))
    lead.put(path, scores(tone=1))
    redact(Search(tickets=frozenset({row.ticket_id}), needles=Needles(["Wolfgang Amadeus"])))
    kept = Former.objects.get()
    assert "Wolfgang" not in str(kept.notes)
    assert kept.levels == {"tone": 0}


def test_a_changed_weight_does_not_change_what_was_scored(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead, admin = floor.cast.api(floor.cast.supervisor), floor.cast.api(floor.cast.admin)
    before = lead.put(path, scores(solved=2, accurate=2, empathetic=0, tone=0, complete=2)).json()
    rules(admin, "solved", "accurate", "empathetic", "tone", "complete", tone=10, empathetic=10)
    after = lead.get(path).json()
    assert (after["score"], after["rules_version"]) == (before["score"], 0)
    assert after["criteria"] == before["criteria"]
    assert criterion(after["to_score"], "tone")["weight"] == 10
    again = lead.put(path, scores(solved=2, accurate=2, empathetic=0, tone=0, complete=2)).json()
    assert again["rules_version"] == 1
    assert again["score"] < before["score"]
    assert (again["former"][0]["score"], again["former"][0]["rules_version"]) == (before["score"], 0)


def test_a_removed_criterion_stays_in_what_was_scored_by_it(floor: Floor, freeze: Any) -> None:
    cast: Cast = floor.cast
    path, row = drawn(floor)
    lead, admin = cast.api(cast.supervisor), cast.api(cast.admin)
    before = lead.put(path, scores(solved=2, accurate=0, tone=1, complete=2)).json()
    rules(admin, "solved", "tone")
    # What happens later does not take the facts of a criterion away that is in no newer rubric.
    floor.score(row.ticket, now=LATER + HOUR)
    after = lead.get(path).json()

    def levels(body: dict[str, Any]) -> list[tuple[Any, ...]]:
        return [
            (one["key"], one["weight"], one["level"], (one["facts"] or {}).get("level"))
            for one in body["criteria"]
        ]

    assert (after["score"], levels(after)) == (before["score"], levels(before))
    assert criterion(after, "accurate")["level"] == 0
    assert {one["key"] for one in after["to_score"]["criteria"]} == {"solved", "tone"}
    freeze(LATER + DAY)
    coached = cast.api(cast.agent).get("quality/coaching").json()
    shown = {one["key"]: one["is_in_force"] for one in coached["criteria"]}
    assert (shown["solved"], shown["accurate"]) == (True, False)
    told = {one["criterion"]: one["levels"] for one in coached["sampled"]}
    assert told["accurate"] == [1, 0, 0]


def test_what_no_rubric_asked_is_not_unjudged(floor: Floor, freeze: Any) -> None:
    cast = floor.cast
    path, _ = drawn(floor)
    lead, admin = cast.api(cast.supervisor), cast.api(cast.admin)
    lead.put(path, scores(tone=1))
    own = {"key": "greeting", "weight": 4, "name": "Greeting", "levels": ["None", "Set phrase", "By name"]}
    assert admin.put("quality/rubric", {"criteria": [own]}).status_code == 200
    freeze(LATER)
    coached = cast.api(cast.agent).get("quality/coaching").json()
    greeting = next(one for one in coached["sampled"] if one["criterion"] == "greeting")
    assert (sum(greeting["levels"]), greeting["unjudged"]) == (0, 0)


def test_an_automatic_score_reads_by_the_rubric_that_it_was_made_by(floor: Floor, model: FakeModel) -> None:
    path, row = drawn(floor)
    lead, admin = floor.cast.api(floor.cast.supervisor), floor.cast.api(floor.cast.admin)
    before = lead.get(path).json()
    rules(admin, "solved", "tone", tone=10)
    floor.score(row.ticket, now=LATER + HOUR)
    judging.reviews_judge(now=LATER + 2 * HOUR)
    assert {rule.key for rule in model.asked[0].rules} == {one["key"] for one in before["criteria"]}
    assert set(Score.objects.filter(review=row).values_list("rules_version", flat=True)) == {0}
    after = lead.get(path).json()
    assert after["rules_version"] == 0
    assert [one["weight"] for one in after["criteria"]] == [one["weight"] for one in before["criteria"]]
    (new,) = floor.score(floor.solved(floor.cast.agent, at=NOW + DAY), now=LATER + DAY)
    assert new.rules_version == 1


def test_scores_given_by_an_older_rubric_are_refused(floor: Floor) -> None:
    path, _ = drawn(floor)
    lead = floor.cast.api(floor.cast.supervisor)
    rules(floor.cast.api(floor.cast.admin), "solved", "tone", tone=10)
    refused = lead.put(path, scores(tone=1) | {"rules_version": 0})
    assert (refused.status_code, refused.json()["code"]) == (422, "quality.rubric_changed")
    assert lead.put(path, scores(tone=1) | {"rules_version": 1}).status_code == 200


def test_reviews_from_before_get_the_version_they_were_scored_by(floor: Floor) -> None:
    from importlib import import_module

    from django.apps import apps

    path, row = drawn(floor)
    floor.cast.api(floor.cast.supervisor).put(path, scores(tone=1))
    RubricVersion.objects.create(version=1, content={}, by_ref="staff:1", by_name="Ada", created_at=NOW)
    Review.objects.filter(pk=row.pk).update(rules_version=1)
    import_module("quality.migrations.0003_scored_by_version").settle(apps, None)
    assert Review.objects.get(pk=row.pk).rules_version == 0


def test_scoring_by_the_service_is_held_to_the_same(floor: Floor) -> None:
    _, row = drawn(floor)
    given = {"tone": services.Given(2)}
    lead, admin = (floor.cast.actor(one) for one in (floor.cast.supervisor, floor.cast.admin))
    services.review_save(actor=lead, review_id=row.pk, scores=given, now=NOW)
    with pytest.raises(services.ScoredAlready):
        services.review_save(actor=admin, review_id=row.pk, scores=given, now=NOW + timedelta(hours=1))
    assert Score.objects.get(review=row, origin="person").by_id == floor.cast.supervisor.pk
