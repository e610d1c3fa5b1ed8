"""Threads of comments: a word reaches everybody it is for, and never who wrote it or may not read it."""

from typing import Any

from notices.models import Notice
from people.models import Role, User
from quality.models import Comment, Review
from tests.api.quality.floor import DAY, LATER, Floor
from tests.api.quality.test_reviews import scores
from tests.cast import NOW, Cast


def told(text: str) -> set[int]:
    return set(Notice.objects.filter(kind="coaching", text=text).values_list("user_id", flat=True))


def drawn(floor: Floor) -> Review:
    (row,) = floor.drawn(floor.solved(floor.cast.agent))
    return row


def say(cast: Cast, who: User, row: Review, text: str) -> None:
    assert cast.api(who).post(f"quality/reviews/{row.pk}/comments", {"text": text}).status_code == 201


def test_an_answer_reaches_who_commented_though_nobody_has_scored(floor: Floor) -> None:
    cast, row = floor.cast, drawn(floor)
    say(cast, cast.supervisor, row, "How did you find it?")
    assert told("How did you find it?") == {cast.agent.pk}
    say(cast, cast.agent, row, "By the log.")
    assert told("By the log.") == {cast.supervisor.pk}


def test_an_answer_reaches_who_scored_and_who_commented(floor: Floor) -> None:
    cast, row = floor.cast, drawn(floor)
    other = cast.staff("Leo Lead", Role.SUPERVISOR, team=cast.team)
    cast.api(cast.supervisor).put(f"quality/reviews/{row.pk}", scores(tone=1))
    say(cast, other, row, "I would have called.")
    assert told("I would have called.") == {cast.agent.pk, cast.supervisor.pk}
    say(cast, cast.agent, row, "She asked not to.")
    assert told("She asked not to.") == {cast.supervisor.pk, other.pk}
    say(cast, cast.supervisor, row, "Then it was right.")
    assert told("Then it was right.") == {cast.agent.pk, other.pk}


def test_on_the_assistants_part_leads_hear_each_other(floor: Floor) -> None:
    cast = floor.cast
    (row,) = floor.drawn(floor.answered())
    cast.api(cast.supervisor).put(f"quality/reviews/{row.pk}", scores(tone=1))
    say(cast, cast.admin, row, "Too long.")
    assert told("Too long.") == {cast.supervisor.pk}


def test_nobody_hears_of_their_own_word(floor: Floor) -> None:
    cast, row = floor.cast, drawn(floor)
    say(cast, cast.agent, row, "A note to myself.")
    assert told("A note to myself.") == set()
    cast.api(cast.supervisor).put(f"quality/reviews/{row.pk}", scores(tone=1))
    say(cast, cast.supervisor, row, "Well done.")
    assert told("Well done.") == {cast.agent.pk}


def test_who_may_no_longer_read_it_hears_nothing(floor: Floor) -> None:
    cast, row = floor.cast, drawn(floor)
    former = cast.staff("Leo Lead", Role.SUPERVISOR, team=cast.team)
    gone = cast.staff("Gil Gone", Role.SUPERVISOR, team=cast.team)
    for user in (former, gone):
        say(cast, user, row, f"From {user.name}.")
    User.objects.filter(pk=former.pk).update(role=Role.AGENT)
    User.objects.filter(pk=gone.pk).update(is_active=False)
    say(cast, cast.agent, row, "Thank you.")
    assert told("Thank you.") == set()


def test_who_no_longer_sees_the_ticket_is_not_named(floor: Floor) -> None:
    cast = floor.cast
    (row,) = floor.drawn(floor.solved(cast.agent, team=cast.team))
    other = cast.staff("Leo Lead", Role.SUPERVISOR, team=cast.other_team)
    say(cast, other, row, "I would have called.")
    User.objects.filter(pk=other.pk).update(ticket_scope="teams")
    body = cast.api(cast.agent).get(f"quality/reviews/{row.pk}").json()
    assert body["told"] == []
    say(cast, cast.agent, row, "Thank you.")
    assert told("Thank you.") == set()


def test_the_review_says_who_hears_of_a_word_of_the_reader(floor: Floor) -> None:
    cast, row = floor.cast, drawn(floor)

    def named(user: User) -> list[str]:
        found: list[dict[str, Any]] = cast.api(user).get(f"quality/reviews/{row.pk}").json()["told"]
        return [one["name"] for one in found]

    assert (named(cast.agent), named(cast.supervisor)) == ([], [cast.agent.name])
    say(cast, cast.supervisor, row, "How did you find it?")
    assert (named(cast.agent), named(cast.supervisor)) == ([cast.supervisor.name], [cast.agent.name])
    assert named(cast.admin) == sorted([cast.agent.name, cast.supervisor.name])


def test_words_for_somebody_never_move_to_somebody_else(floor: Floor) -> None:
    """A later reply may make the conversation mostly another's, who must not read what was said before."""
    cast = floor.cast
    ticket = floor.solved(cast.agent)
    (row,) = floor.score(ticket, now=NOW + DAY)
    say(cast, cast.supervisor, row, "Please take more care.")
    for number in range(3):
        cast.replies(ticket, cast.teammate, "One more thing.", now=NOW + (number + 1) * DAY / 1440)
    floor.score(ticket, now=LATER)
    assert Review.objects.get(pk=row.pk).person_id == cast.agent.pk
    assert cast.api(cast.teammate).get(f"quality/reviews/{row.pk}").status_code == 404
    Comment.objects.all().delete()
    floor.score(ticket, now=LATER)
    assert Review.objects.get(pk=row.pk).person_id == cast.teammate.pk
