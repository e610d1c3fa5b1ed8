"""Quality reviews over the API: who sees and scores what, what stands beside what, and what is drawn."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from typing import Any

import pytest

from core.events import reading
from core.kept import Search, redact
from core.models import AuditEntry
from core.redacting import Needles
from notices.models import Notice
from people.models import Role
from quality import services
from quality.models import Comment, Draw, Due, Review, Score
from quality.sampling import place_of
from quality.services import samples_draw
from quality.tasks import settle
from tests.api.quality.floor import DAY, HOUR, LATER, WEEK, Floor
from tests.cast import NOW
from tickets.models import Ticket

Freeze = Callable[[datetime], datetime]
BEST = ("solved", "accurate", "empathetic", "tone", "complete")


def scores(**levels: Any) -> dict[str, Any]:
    """A body: a level, or a level with why."""
    told = {key: one if isinstance(one, tuple) else (one, "") for key, one in levels.items()}
    return {"scores": [{"criterion": key, "level": level, "why": why} for key, (level, why) in told.items()]}


def criterion(body: dict[str, Any], key: str) -> dict[str, Any]:
    found: dict[str, Any] = next(one for one in body["criteria"] if one["key"] == key)
    return found


def test_both_sides_of_a_conversation_are_scored_apart(floor: Floor) -> None:
    ticket = floor.answered(state="handed_over")
    floor.cast.replies(ticket, floor.cast.agent, "A person now.", now=NOW + 4 * DAY)
    floor.ends(ticket, NOW + 5 * DAY)
    people, assistant = sorted(
        floor.score(ticket, now=NOW + 13 * DAY), key=lambda row: row.side, reverse=True
    )
    assert (people.side, people.person_id) == ("people", floor.cast.agent.pk)
    assert (assistant.side, assistant.person_id) == ("assistant", None)
    levels = {row.review_id: row.level for row in Score.objects.filter(criterion="solved")}
    assert levels == {people.pk: 2, assistant.pk: None}


def test_solved_is_judged_once_the_customer_can_no_longer_be_back(floor: Floor) -> None:
    ticket = floor.solved(floor.cast.agent)
    (row,) = floor.score(ticket, now=NOW + DAY)
    assert Score.objects.get(review=row, criterion="solved").why == "too_early"
    assert Due.objects.get(pk=ticket.pk).due_at == NOW + 3 * HOUR + WEEK
    services.reviews_settle(now=LATER)
    assert Score.objects.get(review=row, criterion="solved").level == 2
    assert not Due.objects.filter(pk=ticket.pk).exists()
    floor.cast.says(ticket, "It is broken again.", now=NOW + 4 * DAY)
    (row,) = floor.score(ticket)
    assert Score.objects.get(review=row, criterion="solved").why == "reopened"
    assert row.ended_at == NOW + 3 * HOUR, "the week of a conversation never moves"


def test_another_ticket_of_the_same_kind_is_a_repeated_contact(floor: Floor) -> None:
    first = floor.solved(floor.cast.agent)
    floor.solved(floor.cast.agent, at=NOW + DAY, type="bug")
    (row,) = floor.score(first)
    assert Score.objects.get(review=row, criterion="solved").level == 2
    floor.solved(floor.cast.agent, at=NOW + 2 * DAY, by=floor.cast.stranger)
    assert Score.objects.get(review=floor.score(first)[0], criterion="solved").level == 2
    floor.solved(floor.cast.agent, at=NOW + 2 * DAY)
    (row,) = floor.score(first)
    assert Score.objects.get(review=row, criterion="solved").why == "repeated"
    assert row.risks == ["came_back"]


def test_events_make_a_conversation_due(
    floor: Floor, freeze: Freeze, monkeypatch: pytest.MonkeyPatch
) -> None:

    monkeypatch.setattr(reading, "SHORTEST_WAIT", timedelta(0))
    ticket = floor.solved(floor.cast.agent)
    for hours in (4, 5, 6):
        # Ids of earlier tests are a hole, which the second look finds to stay one.
        freeze(NOW + hours * HOUR)
        settle()
    assert Review.objects.get(ticket=ticket).person_id == floor.cast.agent.pk


def test_a_person_overrules_with_a_reason_and_the_automatic_score_stays(floor: Floor) -> None:
    (row,) = floor.drawn(floor.solved(floor.cast.agent))
    lead = floor.cast.api(floor.cast.supervisor)
    path = f"quality/reviews/{row.pk}"
    refused = lead.put(path, scores(solved=0))
    assert refused.status_code == 422
    assert "solved" in refused.json()["errors"]["scores"][0]
    body = lead.put(path, scores(solved=(0, "She had to call."), tone=2, accurate=None)).json()
    solved = criterion(body, "solved")
    assert (solved["facts"]["level"], solved["by_person"]["level"], solved["level"]) == (2, 0, 0)
    assert solved["by_person"]["by"]["name"] == floor.cast.supervisor.name
    assert body["score"] == round(100 * (3 * 0 + 1 * 2 + 2 * 2) / (2 * 6)), "of what was judged"
    full = lead.put(path, scores(solved=2, accurate=2, empathetic=1, tone=2, complete=2)).json()
    assert full["score"] == round(100 * (3 * 2 + 3 * 2 + 1 + 2 + 2 * 2) / (2 * 10))
    assert lead.get("quality/reviews").json()["counts"]["waiting"] == 0
    assert AuditEntry.objects.filter(action="quality.review_saved").count() == 2


def test_two_who_score_at_once_do_not_overwrite_each_other(floor: Floor) -> None:
    (row,) = floor.drawn(floor.solved(floor.cast.agent))
    lead = floor.cast.api(floor.cast.supervisor)
    path = f"quality/reviews/{row.pk}"
    tag = lead.get(path).headers["ETag"].split("-")[0].strip('"')
    assert lead.put(path, scores(tone=2), if_match=f'"{tag}"').status_code == 200
    assert lead.put(path, scores(tone=1), if_match=f'"{tag}"').status_code == 412


def test_what_cannot_be_scored_is_refused(floor: Floor) -> None:
    (row,) = floor.drawn(floor.solved(floor.cast.agent))
    lead = floor.cast.api(floor.cast.supervisor)
    path = f"quality/reviews/{row.pk}"
    assert lead.put(path, scores(speed=2)).status_code == 422
    assert lead.put(path, scores(tone=None)).status_code == 422
    assert lead.put(path, scores(tone=3)).status_code == 422
    assert lead.put(path, {"scores": []}).status_code == 422


def test_nobody_scores_a_conversation_of_their_own(floor: Floor) -> None:
    (row,) = floor.drawn(floor.solved(floor.cast.supervisor))
    own = floor.cast.api(floor.cast.supervisor)
    assert own.get("quality/reviews").json()["counts"]["waiting"] == 0
    body = own.get(f"quality/reviews/{row.pk}").json()
    assert body["may_review"] is False
    assert own.put(f"quality/reviews/{row.pk}", scores(tone=2)).status_code == 403


def test_who_sees_which_reviews(floor: Floor) -> None:
    cast = floor.cast
    mine, other = floor.solved(cast.agent, team=cast.team), floor.solved(cast.teammate, team=cast.team)
    talk = floor.answered()
    rows = {row.ticket_id: row for row in floor.drawn(mine, other, talk)}
    ids = {ticket.pk: rows[ticket.pk].pk for ticket in (mine, other, talk)}
    narrow = cast.staff("Nora Narrow", Role.SUPERVISOR, team=cast.other_team, ticket_scope="teams")
    expected = {
        cast.supervisor: {mine, other, talk},
        cast.agent: {mine},
        cast.read_only: set[Ticket](),
        narrow: set[Ticket](),
    }
    for user, seen in expected.items():
        api = cast.api(user)
        listed = api.get("quality/reviews", {"list": "all"}).json()
        assert {row["number"] for row in listed["results"]} == {ticket.pk for ticket in seen}, user
        assert listed["counts"]["all"] == len(seen)
        for ticket in (mine, other, talk):
            status = api.get(f"quality/reviews/{ids[ticket.pk]}").status_code
            assert status == (200 if ticket in seen else 404), (user, ticket)
    assert cast.api(cast.agent).put(f"quality/reviews/{ids[mine.pk]}", scores(tone=2)).status_code == 403
    Ticket.objects.filter(pk=mine.pk).update(is_deleted=True)
    assert cast.api(cast.agent).get(f"quality/reviews/{ids[mine.pk]}").status_code == 404


def test_comments_reach_whoever_was_reviewed_and_are_answered(floor: Floor) -> None:
    cast = floor.cast
    (row,) = floor.drawn(floor.solved(cast.agent))
    path = f"quality/reviews/{row.pk}/comments"
    lead, own = cast.api(cast.supervisor), cast.api(cast.agent)
    assert lead.post(path, {"text": "  "}).status_code == 422
    assert lead.put(f"quality/reviews/{row.pk}", scores(tone=2)).status_code == 200
    assert lead.post(path, {"text": "Well explained."}).status_code == 201
    assert own.post(path, {"text": "Thank you."}).status_code == 201
    assert cast.api(cast.teammate).post(path, {"text": "Me, too."}).status_code == 404
    told = {(one.user_id, one.text) for one in Notice.objects.filter(kind="coaching")}
    assert told == {(cast.agent.pk, "Well explained."), (cast.supervisor.pk, "Thank you.")}
    assert [one["text"] for one in own.get(f"quality/reviews/{row.pk}").json()["comments"]] == [
        "Well explained.", "Thank you.",
    ]  # fmt: skip


def test_the_sample_of_a_week_follows_from_its_seed_and_is_drawn_once(floor: Floor) -> None:
    cast = floor.cast
    tickets = [floor.solved(cast.agent, at=NOW + number * HOUR) for number in range(6)]
    tickets += [floor.solved(cast.teammate, at=NOW + number * HOUR) for number in range(2)]
    low = floor.solved(cast.agent, at=NOW + 7 * HOUR, score=1)
    rows = floor.score(*tickets, low)
    samples_draw(now=NOW + WEEK - 4 * HOUR)
    assert not Draw.objects.filter(week=date(2026, 3, 2)).exists(), "its Sunday may not be scored yet"
    services.sample_draw(week=date(2026, 3, 2), seed="abc", now=LATER)
    assert services.sample_draw(week=date(2026, 3, 2), now=LATER) is False
    drawn = Draw.objects.get(week=date(2026, 3, 2))
    assert (drawn.seed, drawn.each, drawn.candidates) == ("abc", 3, 9)
    of_agent = sorted(
        (row for row in rows if row.person_id == cast.agent.pk), key=lambda row: place_of("abc", row.pk)
    )
    of_mate = [row for row in rows if row.person_id == cast.teammate.pk]
    at_random = {row.pk for row in Review.objects.filter(sample="random")}
    assert at_random == {row.pk for row in [*of_agent[:3], *of_mate]}
    risky = {row.ticket_id for row in Review.objects.filter(sample="risk")}
    chosen = Review.objects.get(ticket=low).sample
    assert chosen == ("random" if low.pk not in risky else "risk"), "the low rating goes before the others"
    assert len(risky) == len({row.pk for row in rows if row.risks} - at_random)


def test_weeks_that_are_over_are_drawn_by_themselves(floor: Floor) -> None:
    floor.score(floor.solved(floor.cast.agent))
    assert samples_draw(now=NOW + WEEK) == 8
    assert samples_draw(now=NOW + WEEK) == 0
    assert Review.objects.get().sample == "random"


def test_what_is_redacted_in_a_ticket_is_gone_from_its_reviews(floor: Floor) -> None:
    ticket = floor.solved(floor.cast.agent, says="Your reply was rude, says Wolfgang Amadeus.")
    (row,) = floor.drawn(ticket)
    assert Score.objects.get(review=row, criterion="tone").quotes
    Comment.objects.create(review=row, by=floor.cast.supervisor, text="Wolfgang Amadeus is right.", at=NOW)
    search = Search(tickets=frozenset({ticket.pk}), needles=Needles(["Wolfgang Amadeus"]))
    assert [(one.name, one.count) for one in redact(search) if one.name == "reviews"] == [("reviews", 2)]
    assert "Wolfgang" not in str(Score.objects.get(review=row, criterion="tone").quotes)
    assert "Wolfgang" not in Comment.objects.get(review=row).text


def test_an_admin_edits_the_rubric_in_versions(floor: Floor) -> None:
    cast = floor.cast
    (row,) = floor.drawn(floor.solved(cast.agent))
    admin, lead = cast.api(cast.admin), cast.api(cast.supervisor)
    own = {"key": "greeting", "weight": 4, "name": "Greeting", "levels": ["None", "Set phrase", "By name"]}
    kept = [one for one in admin.get("quality/rubric").json()["content"]["criteria"] if one["key"] == "tone"]
    body = {"criteria": [own, *kept], "sampled": 1}
    assert lead.put("quality/rubric", body).status_code == 403
    assert admin.put("quality/rubric", {"criteria": [own, own]}).status_code == 422
    found = admin.put("quality/rubric", body).json()
    assert (found["version"], found["content"]["sampled"]) == (1, 1)
    assert lead.put("quality/rubric", body).status_code == 403
    assert admin.put("quality/rubric", body, if_match='"v0"').status_code == 412
    review = lead.get(f"quality/reviews/{row.pk}").json()
    assert review["rules_version"] == 0, "facts scored it by the one before"
    assert [one["key"] for one in review["to_score"]["criteria"]] == ["greeting", "tone"]
    assert lead.put(f"quality/reviews/{row.pk}", scores(solved=2)).status_code == 422
    scored = lead.put(f"quality/reviews/{row.pk}", scores(greeting=2, tone=1)).json()
    assert (scored["score"], scored["rules_version"]) == (90, 1)
    assert [one["key"] for one in scored["criteria"]] == ["greeting", "tone"]
    assert floor.cast.api(cast.agent).get("quality/rubric").status_code == 403
