"""What people are told about their tickets, and when."""

from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from core.models import OutboxEvent
from integrations.email.models import OutgoingMail
from notices.models import Kind, Notice
from notices.services import article_notice_raise, mails_claim, notices_forget, notices_raise
from people.models import Presence, User
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tickets.models import Follower, Ticket
from tickets.services import ticket_update

Settle = Callable[[], None]
Freeze = Callable[..., object]
CHOICES: dict[str, Any] = {"kinds": [], "quiet_begins": None, "quiet_ends": None, "digest_at": "08:00"}


def note(cast: Cast, ticket: Ticket, *people: User, words: str = "please look") -> int:
    spans = "".join(f'<span data-mention="{user.pk}">@{user.name}</span> ' for user in people)
    body = {"kind": "note", "body_format": "html", "body": f"<p>{spans}{words}</p>"}
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body)
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


def listed(cast: Cast, user: User, **query: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = cast.api(user).get("notices", query).json()["results"]
    return found


def raised(cast: Cast, ticket: Ticket, *users: User, kind: str = "escalated", text: str = "Why") -> None:
    ids = [user.pk for user in users]
    notices_raise(kind=kind, ticket_id=ticket.pk, user_ids=ids, text=text, now=NOW)


def test_a_mention_rings(cast: Cast, settle: Settle) -> None:
    ticket = cast.ticket()
    entry_id = note(cast, ticket, cast.teammate)
    settle()
    [told] = listed(cast, cast.teammate)
    assert {name: told[name] for name in ("kind", "number", "entry_id", "by", "count", "read_at")} == {
        "kind": "mention",
        "number": ticket.pk,
        "entry_id": entry_id,
        "by": "Ines Agent",
        "count": 1,
        "read_at": None,
    }
    assert "please look" in told["text"]
    [news] = OutboxEvent.objects.get(name="notices.raised").live
    assert news["topic"] == f"user:{cast.teammate.pk}"
    assert news["data"]["notice"]["id"] == told["id"]
    assert listed(cast, cast.agent) == []


def test_whoever_gets_a_ticket_hears_of_it_unless_they_took_it(cast: Cast, settle: Settle) -> None:
    given, taken = cast.ticket(), cast.ticket()
    api = cast.api(cast.agent)
    given_by = cast.api(cast.supervisor)
    assert given_by.patch(f"tickets/{given.pk}", {"assignee": cast.teammate.pk}).status_code == 200
    assert api.patch(f"tickets/{taken.pk}", {"assignee": cast.agent.pk}).status_code == 200
    settle()
    [told] = listed(cast, cast.teammate)
    assert (told["kind"], told["number"], told["by"]) == ("assigned", given.pk, cast.supervisor.name)
    assert listed(cast, cast.agent) == []


def test_assignee_and_followers_hear_what_a_customer_writes_as_one_notice(cast: Cast, settle: Settle) -> None:
    ticket = cast.ticket(assignee_id=cast.agent.pk)
    Follower.objects.create(ticket=ticket, user=cast.teammate)
    settle()
    for words in ("Still broken.", "And now the other one too."):
        cast.says(ticket, words)
        settle()
    for user in (cast.agent, cast.teammate):
        [told] = listed(cast, user)
        assert (told["kind"], told["count"], told["text"]) == ("message", 2, "And now the other one too.")
    assert listed(cast, cast.supervisor) == []


def test_nobody_is_told_of_a_ticket_out_of_sight(cast: Cast) -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    raised(cast, ticket, cast.team_agent, cast.teammate)
    found = {one.user_id for one in Notice.objects.all()}
    assert cast.teammate.pk in found
    assert (cast.team_agent.pk in found) == Ticket.objects.visible_to(cast.actor(cast.team_agent)).filter(
        pk=ticket.pk
    ).exists()


def test_a_ticket_that_moves_out_of_sight_takes_its_notices_along(cast: Cast) -> None:
    ticket = cast.ticket(team_id=cast.other_team.pk)
    raised(cast, ticket, cast.team_agent)
    api = cast.api(cast.team_agent)
    seen = Ticket.objects.visible_to(cast.actor(cast.team_agent)).filter(pk=ticket.pk).exists()
    assert len(api.get("notices").json()["results"]) == int(seen)
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.team, assignee=cast.agent)
    if not Ticket.objects.visible_to(cast.actor(cast.team_agent)).filter(pk=ticket.pk).exists():
        answer = api.get("notices").json()
        assert (answer["results"], answer["unread"]) == ([], 0)


@pytest.mark.parametrize("state", [{"is_spam": True}, {"is_deleted": True}])
def test_spam_and_trash_tell_nobody(cast: Cast, state: dict[str, bool]) -> None:
    ticket = cast.ticket()
    Ticket.objects.filter(pk=ticket.pk).update(**state)
    raised(cast, ticket, cast.teammate)
    assert not Notice.objects.exists()


def test_a_repeated_delivery_tells_once(cast: Cast, settle: Settle) -> None:
    note(cast, cast.ticket(), cast.teammate)
    settle()
    OutboxEvent.objects.filter(name="tickets.note_added").update(completed_at=None)
    settle()
    assert Notice.objects.get().count == 1


def test_read_and_unread(cast: Cast) -> None:
    first, second = cast.ticket(subject="First"), cast.ticket(subject="Second")
    for ticket in (first, second):
        raised(cast, ticket, cast.teammate, cast.supervisor)
    api = cast.api(cast.teammate)
    [newer, older] = api.get("notices").json()["results"]
    assert api.post("notices/read", {"ids": [newer["id"]]}).json() == {"changed": 1, "unread": 1}
    assert [row["id"] for row in api.get("notices", {"unread": "true"}).json()["results"]] == [older["id"]]
    assert api.post("notices/read", {"ticket": first.pk}).json() == {"changed": 1, "unread": 0}
    assert api.post("notices/unread", {"ids": [newer["id"]]}).json() == {"changed": 1, "unread": 1}
    assert api.post("notices/read", {"until": NOW.isoformat()}).json() == {"changed": 1, "unread": 0}
    # Nobody else's changed, and nobody can change them.
    assert cast.api(cast.supervisor).get("notices").json()["unread"] == 2
    mine = [row["id"] for row in listed(cast, cast.supervisor)]
    assert api.post("notices/read", {"ids": mine}).json()["changed"] == 0


def test_what_was_put_away_comes_back_only_if_nothing_newer_is_there(cast: Cast) -> None:
    ticket = cast.ticket()
    api = cast.api(cast.teammate)
    for _ in range(2):
        raised(cast, ticket, cast.teammate)
        api.post("notices/read", {"ticket": ticket.pk})
    ids = [row["id"] for row in listed(cast, cast.teammate)]
    # Both are about the same; one is enough.
    assert api.post("notices/unread", {"ids": ids}).json() == {"changed": 1, "unread": 1}
    assert api.post("notices/unread", {"ids": ids}).json() == {"changed": 0, "unread": 1}


@pytest.mark.parametrize("body", [{}, {"ids": [1], "ticket": 1}, {"until": "yesterday"}, {"all": True}])
def test_a_body_that_could_mean_anything_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    assert cast.api(cast.agent).post("notices/read", body).status_code in (400, 422)


def test_pages_go_on_where_they_stopped(cast: Cast) -> None:
    for number in range(5):
        raised(cast, cast.ticket(subject=f"Ticket {number}"), cast.teammate)
    api, seen, cursor = cast.api(cast.teammate), [], None
    while True:
        page = api.get("notices", {"limit": "2"} | ({"cursor": cursor} if cursor else {})).json()
        seen += [row["id"] for row in page["results"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == sorted(seen, reverse=True)
    assert len(seen) == len(set(seen)) == 5


def test_choices_are_kept_and_a_silenced_kind_is_silent(cast: Cast) -> None:
    api = cast.api(cast.teammate)
    kinds = api.get("notices/choices").json()["kinds"]
    assert {one["kind"]: one["mail"] for one in kinds}["mention"] == "away"
    changed = CHOICES | {
        "kinds": [{"kind": "escalated", "is_shown": False, "mail": "never"}],
        "quiet_begins": "20:00",
        "quiet_ends": "07:00",
    }
    answer = api.put("notices/choices", changed).json()
    assert (answer["quiet_begins"], answer["quiet_ends"]) == ("20:00", "07:00")
    assert {one["kind"]: one["is_shown"] for one in answer["kinds"]}["escalated"] is False
    assert {one["kind"]: one["is_shown"] for one in answer["kinds"]}["mention"] is True
    raised(cast, cast.ticket(), cast.teammate, cast.supervisor)
    assert [one.user_id for one in Notice.objects.all()] == [cast.supervisor.pk]


@pytest.mark.parametrize(
    "wrong",
    [
        {"quiet_begins": "20:00"},
        {"quiet_begins": "20:00", "quiet_ends": "20:00"},
        {"digest_at": "25:00"},
        {"kinds": [{"kind": "weather", "is_shown": True, "mail": "never"}]},
        {"kinds": [{"kind": "mention", "is_shown": True, "mail": "never"}] * 2},
        {"kinds": [{"kind": "signal", "is_shown": True, "mail": "always"}]},
    ],
)
def test_wrong_choices_are_refused(cast: Cast, wrong: dict[str, Any]) -> None:
    answer = cast.api(cast.agent).put("notices/choices", CHOICES | wrong)
    assert answer.status_code in (400, 422)
    assert cast.api(cast.agent).get("notices/choices").json()["quiet_begins"] is None


def mailed(cast: Cast, user: User, *, mail: str, **quiet: str) -> None:
    kinds = [{"kind": "escalated", "is_shown": True, "mail": mail}]
    cast.api(user).put("notices/choices", CHOICES | {"kinds": kinds} | quiet)
    mailbox_for(cast.brand)


def test_mail_leaves_at_once_where_it_is_wanted(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    mailed(cast, cast.teammate, mail="always")
    ticket = cast.ticket(handler="person")
    settle()
    OutgoingMail.objects.all().delete()
    raised(cast, ticket, cast.teammate, text="75% of the time to the first reply is gone.")
    settle()
    [mail] = OutgoingMail.objects.all()
    assert mail.to == [cast.teammate.email]
    assert "75% of the time" in mail.text
    assert f"/app/inbox/{ticket.pk}" in mail.text
    # The next time is told again.
    raised(cast, ticket, cast.teammate, text="The time is over.")
    settle()
    assert OutgoingMail.objects.count() == 2


def test_a_digest_is_one_mail_and_leaves_out_what_was_read(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    mailed(cast, cast.teammate, mail="digest")
    tickets = [cast.ticket(subject=f"Ticket {number}", handler="person") for number in range(3)]
    settle()
    OutgoingMail.objects.all().delete()
    for ticket in tickets:
        raised(cast, ticket, cast.teammate)
    settle()
    assert not OutgoingMail.objects.exists()
    cast.api(cast.teammate).post("notices/read", {"ticket": tickets[0].pk})
    later = NOW + timedelta(days=1)
    assert mails_claim(now=later) == 1
    assert mails_claim(now=later) == 0
    settle()
    [mail] = OutgoingMail.objects.all()
    assert "Ticket 0" not in mail.text
    assert "Ticket 1" in mail.text
    assert mail.subject.startswith("2 notices")


def test_mail_that_waits_leaves_though_it_happened_again_while_one_was_there(cast: Cast) -> None:
    quiet = {"quiet_begins": "00:00", "quiet_ends": "23:00"}
    mailed(cast, cast.supervisor, mail="never", **quiet)
    made = cast.api(cast.admin).post("articles", {"title": "Rotate a key", "body": "Like this."})
    assert made.status_code == 201, made.content
    for presence in (Presence.OFFLINE, Presence.ONLINE):
        User.objects.filter(pk=cast.supervisor.pk).update(presence=presence)
        article_notice_raise(
            kind=Kind.APPROVAL_ASKED, article_id=made.json()["id"], user_id=cast.supervisor.pk, now=NOW
        )
    [notice] = Notice.objects.all()
    assert (notice.count, notice.mail_at) == (2, NOW.replace(hour=23))


def test_every_kind_is_explained() -> None:
    page = (Path(__file__).parents[3] / "docs/notices.md").read_text()
    named = {
        cell.strip() for row in page.splitlines() if row.startswith("| ") for cell in [row.split("|")[1]]
    }
    assert set(Kind.values) - {kind for cell in named for kind in cell.split(", ")} == set()


def test_mail_says_nothing_of_a_ticket_that_moved_out_of_sight(
    cast: Cast, settle: Settle, freeze: Freeze
) -> None:
    freeze(NOW)
    mailed(cast, cast.team_agent, mail="digest")
    ticket = cast.ticket(handler="person", assignee_id=cast.team_agent.pk)
    settle()
    OutgoingMail.objects.all().delete()
    raised(cast, ticket, cast.team_agent)
    assert Notice.objects.count() == 1
    Ticket.objects.filter(pk=ticket.pk).update(team=cast.team, assignee=None)
    mails_claim(now=NOW + timedelta(days=1))
    settle()
    seen = Ticket.objects.visible_to(cast.actor(cast.team_agent)).filter(pk=ticket.pk).exists()
    assert OutgoingMail.objects.exists() == seen


def test_whoever_left_is_told_nothing(cast: Cast) -> None:
    User.objects.filter(pk=cast.teammate.pk).update(is_active=False, presence=Presence.OFFLINE)
    raised(cast, cast.ticket(), cast.teammate)
    assert not Notice.objects.exists()


def test_old_notices_are_deleted_once_they_were_read(cast: Cast) -> None:
    kept, gone = cast.ticket(), cast.ticket()
    for ticket in (kept, gone):
        raised(cast, ticket, cast.teammate)
    Notice.objects.filter(ticket=gone).update(read_at=NOW)
    assert notices_forget(now=NOW + timedelta(days=89)) == 0
    assert notices_forget(now=NOW + timedelta(days=91)) == 1
    assert Notice.objects.get().ticket_id == kept.pk


def test_an_escalation_is_told_with_its_reason(cast: Cast, settle: Settle) -> None:
    from routing.services import ticket_escalate

    ticket = cast.ticket(assignee_id=cast.teammate.pk, handler="person")
    settle()
    Notice.objects.all().delete()
    ticket_escalate(
        ticket_id=ticket.pk, actions=["notify_assignee"], why="First reply is late", key="k", now=NOW
    )
    settle()
    assert [(one["kind"], one["text"]) for one in listed(cast, cast.teammate)] == [
        ("escalated", "First reply is late")
    ]


def test_a_change_of_hands_by_the_system_names_nobody(cast: Cast, settle: Settle) -> None:
    from core.actors import SYSTEM

    ticket = cast.ticket()
    ticket_update(actor=SYSTEM, ticket_id=ticket.pk, changes={"assignee": cast.agent.pk}, now=NOW)
    settle()
    assert [(one["kind"], one["by"]) for one in listed(cast, cast.agent)] == [("assigned", "")]
