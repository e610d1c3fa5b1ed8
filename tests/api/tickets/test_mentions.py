"""A mention notifies its person, and nobody who may not see the ticket."""

from collections.abc import Callable
from typing import Any

from core.models import OutboxEvent
from integrations.email.models import OutgoingMail
from people.models import Presence, User
from tests.cast import NOW, Cast
from tests.mails import mailbox_for
from tickets.models import Follower, Mention, Ticket, TimelineEntry

Settle = Callable[[], None]
Freeze = Callable[..., object]


def note(cast: Cast, ticket: Ticket, *people: User) -> TimelineEntry:
    spans = "".join(f'<span data-mention="{user.pk}">@{user.name}</span> ' for user in people)
    body = {"kind": "note", "body_format": "html", "body": f"<p>{spans}please look at the grant.</p>"}
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", body)
    assert response.status_code == 201, response.content
    return TimelineEntry.objects.get(pk=response.json()["id"])


def test_who_is_named_follows_and_finds_the_ticket(cast: Cast) -> None:
    ticket, other = cast.ticket(), cast.ticket(subject="Another")
    assert other.pk
    entry = note(cast, ticket, cast.teammate)
    assert entry.payload["mentions"] == [{"id": cast.teammate.pk, "name": "Maya Mate"}]
    assert Follower.objects.filter(ticket=ticket, user=cast.teammate).exists()
    found = cast.api(cast.teammate).get("tickets", {"q": "mentions:me"}).json()["results"]
    assert [row["number"] for row in found] == [ticket.pk]
    assert cast.api(cast.supervisor).get("tickets", {"q": "mentions:me"}).json()["results"] == []
    named = cast.api(cast.supervisor).get("tickets", {"q": "mentions:maya"}).json()["results"]
    assert [row["number"] for row in named] == [ticket.pk]


def test_their_open_screen_is_told(cast: Cast) -> None:
    ticket = cast.ticket()
    entry = note(cast, ticket, cast.teammate)
    event = OutboxEvent.objects.get(name="tickets.note_added")
    [told] = [one for one in event.live if one["topic"] == f"user:{cast.teammate.pk}"]
    assert told["data"]["mention"] == {
        "number": ticket.pk,
        "subject": ticket.subject,
        "entry_id": entry.pk,
        "by": "Ines Agent",
        "text": "@Maya Mate please look at the grant.",
    }


def test_who_may_not_see_the_ticket_is_not_offered_and_not_told(cast: Cast) -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    offered = cast.api(cast.agent).get(f"tickets/{ticket.pk}/mentionable").json()["results"]
    assert cast.team_agent.pk
    offered = cast.api(cast.agent).get(f"tickets/{ticket.pk}/mentionable").json()["results"]
    assert cast.team_agent.pk not in {row["id"] for row in offered}
    assert cast.agent.pk not in {row["id"] for row in offered}
    entry = note(cast, ticket, cast.team_agent)
    assert entry.payload["mentions_unseen"] == [{"id": cast.team_agent.pk, "name": "Theo Team"}]
    assert "mentions" not in entry.payload
    assert not Mention.objects.exists()
    assert not Follower.objects.exists()
    event = OutboxEvent.objects.get(name="tickets.note_added")
    assert event.payload["mentions"] == []
    assert not [one for one in event.live if one["topic"].startswith("user:")]


def test_seeing_from_the_persons_end_agrees_with_the_rule_of_queries(cast: Cast) -> None:
    from people.actors import staff_actor
    from tickets.selectors import staff_seeing

    people = [cast.agent, cast.teammate, cast.team_agent, cast.supervisor, cast.read_only]
    alone = cast.staff("Ann Assigned", "agent", team=cast.team, ticket_scope="assigned")
    people.append(alone)
    kinds: list[dict[str, Any]] = [
        {}, {"team_id": cast.team.pk}, {"team_id": cast.other_team.pk}, {"assignee_id": alone.pk},
    ]  # fmt: skip
    for fields in kinds:
        ticket = cast.ticket(**fields)
        by_query = {
            user.pk
            for user in people
            if Ticket.objects.visible_to(staff_actor(user)).filter(pk=ticket.pk).exists()
        }
        assert staff_seeing(ticket=ticket, users=people) == by_query


def test_who_is_not_here_gets_a_mail_and_who_is_does_not(cast: Cast, settle: Settle, freeze: Freeze) -> None:
    freeze(NOW)
    mailbox_for(cast.brand)
    ticket = cast.ticket(handler="person")
    settle()
    OutgoingMail.objects.all().delete()
    User.objects.filter(pk=cast.teammate.pk).update(presence=Presence.OFFLINE)
    User.objects.filter(pk=cast.supervisor.pk).update(presence=Presence.ONLINE)
    note(cast, ticket, cast.teammate, cast.supervisor)
    settle()
    [mail] = OutgoingMail.objects.all()
    assert (mail.to, mail.is_automatic, mail.cc) == ([cast.teammate.email], True, [])
    assert "mentioned you" in mail.text


def test_a_customer_named_nowhere_learns_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    note(cast, ticket, cast.teammate)
    event = OutboxEvent.objects.get(name="tickets.note_added")
    contact = [one for one in event.live if one["topic"].startswith("contact:")]
    assert all("grant" not in str(one) for one in contact)


def test_a_stranger_cannot_ask_whom_to_name(cast: Cast) -> None:
    ticket = cast.ticket(team_id=cast.team.pk)
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/mentionable").status_code == 404
