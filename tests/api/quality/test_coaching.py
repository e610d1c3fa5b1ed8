"""Coaching: averages from the random sample alone, recounted by hand, and whose they are."""

import random
from typing import Any

from people.models import Role
from quality.models import Review, Score
from tests.api.quality.floor import DAY, HOUR, LATER, Floor
from tests.api.quality.test_reviews import scores
from tests.cast import NOW, Cast


def tally(body: dict[str, Any], key: str, which: str = "sampled") -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in body[which] if one["criterion"] == key)
    return found


def test_averages_are_those_of_the_random_sample_recounted(floor: Floor, freeze: Any) -> None:
    cast, rng = floor.cast, random.Random(3)
    tickets = [floor.solved(cast.agent, at=NOW + number * HOUR, by=cast.customer) for number in range(26)]
    rows = floor.score(*tickets)
    freeze(LATER)
    expected: list[int | None] = []
    by_person = 0
    for place, row in enumerate(rows):
        row.sample = ("random", "risk", "")[0 if place < 22 else place % 3]
        row.save()
        if row.sample != "random":
            Score.objects.filter(review=row, criterion="solved").update(level=0)
            continue
        facts = Score.objects.get(review=row, criterion="solved").level
        level = rng.choice([None, 0, 1, 2]) if rng.random() < 0.6 else facts
        if rng.random() < 0.5:
            Score.objects.create(
                review=row, criterion="solved", origin="person", level=level, rules_version=0,
                by=cast.supervisor, at=LATER,
            )  # fmt: skip
            Review.objects.filter(pk=row.pk).update(reviewed_by=cast.supervisor, reviewed_at=LATER)
            by_person += level is not None
            expected.append(level)
        else:
            expected.append(facts)
    body = cast.api(cast.agent).get("quality/coaching").json()
    told = [level for level in expected if level is not None]
    found = tally(body, "solved")
    assert found["levels"] == [told.count(0), told.count(1), told.count(2)]
    assert (found["unjudged"], found["by_person"]) == (expected.count(None), by_person)
    assert found["mean"] == (round(50 * sum(told) / len(told)) if len(told) >= 20 else None)
    assert body["drawn"] == len(expected)
    of_all = tally(body, "solved", "facts")
    assert sum(of_all["levels"]) + of_all["unjudged"] == 26


def test_few_are_counts_and_never_shares(floor: Floor, freeze: Any) -> None:
    floor.drawn(floor.solved(floor.cast.agent))
    freeze(LATER)
    found = tally(floor.cast.api(floor.cast.agent).get("quality/coaching").json(), "solved")
    assert (found["levels"], found["mean"]) == ([0, 0, 1], None)


def test_own_scores_are_ones_own_and_others_are_for_who_reviews(floor: Floor, freeze: Any) -> None:
    cast = floor.cast
    floor.drawn(floor.solved(cast.agent), floor.solved(cast.teammate), floor.answered())
    freeze(LATER)
    agent, lead = cast.api(cast.agent), cast.api(cast.supervisor)
    assert agent.get("quality/coaching").json()["conversations"] == 1
    assert agent.get("quality/coaching", {"person_id": cast.agent.pk}).status_code == 200
    assert agent.get("quality/coaching", {"person_id": cast.teammate.pk}).status_code == 403
    assert agent.get("quality/coaching", {"side": "assistant"}).status_code == 403
    assert agent.get("quality/people").status_code == 403
    assert lead.get("quality/coaching", {"person_id": cast.teammate.pk}).json()["conversations"] == 1
    assert lead.get("quality/coaching", {"side": "assistant"}).json()["person"] is None
    assert lead.get("quality/coaching", {"person_id": 10**9}).status_code == 404
    people = lead.get("quality/people").json()["people"]
    assert [one["person"]["name"] for one in people] == sorted([cast.agent.name, cast.teammate.name])


def test_agreement_counts_who_is_right_beside_the_automatic_scores(floor: Floor, freeze: Any) -> None:
    cast = floor.cast
    rows = floor.drawn(
        *(floor.solved(cast.agent, at=NOW + number * DAY) for number in range(3)), now=NOW + 10 * DAY
    )
    freeze(NOW + 10 * DAY)
    lead = cast.api(cast.supervisor)
    for row, level in zip(rows, (2, 1, None), strict=True):
        body = scores(solved=(level, "She called."), tone=2)
        assert lead.put(f"quality/reviews/{row.pk}", body).status_code == 200
    found = {one["criterion"]: one for one in lead.get("quality/people").json()["agreements"]}
    # The last two were asked about within a week: facts say that the customer came back.
    facts = [Score.objects.get(review=row, criterion="solved", origin="facts").level for row in rows]
    assert facts == [0, 0, 2]
    assert found["solved"] == {"criterion": "solved", "same": 0, "lower": 0, "higher": 2}
    assert found["tone"]["same"] == 0


def test_figures_are_those_of_a_house_without_what_one_does_not_see(floor: Floor, freeze: Any) -> None:
    cast: Cast = floor.cast
    narrow = cast.staff("Nora Narrow", Role.SUPERVISOR, team=cast.other_team, ticket_scope="teams")
    seen = [floor.solved(cast.agent, at=NOW + number * HOUR, team=cast.other_team) for number in range(3)]
    hidden = [floor.solved(cast.agent, at=NOW + number * HOUR, team=cast.team) for number in range(4)]
    floor.drawn(*seen, *hidden)
    freeze(LATER)
    api = cast.api(narrow)
    asked: list[tuple[str, dict[str, Any]]] = [
        ("quality/coaching", {"person_id": cast.agent.pk}),
        ("quality/people", {}),
        ("quality/reviews", {"list": "all"}),
        ("quality/drift", {}),
        ("quality/drift/weeks", {"scope": "category", "value": "billing", "measure": "reopen_rate"}),
    ]
    before = [api.get(path, query).json() for path, query in asked]
    assert before[0]["conversations"] == 3
    Review.objects.filter(ticket__in=hidden).delete()
    type(hidden[0]).objects.filter(pk__in=[one.pk for one in hidden]).delete()
    after = [api.get(path, query).json() for path, query in asked]
    assert after == before
