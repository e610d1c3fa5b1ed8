"""Links between tickets, followers, and tickets split off."""

from datetime import timedelta
from typing import Any

import pytest

from core.models import OutboxEvent
from tests.cast import NOW, Cast
from tickets import services
from tickets.models import Attachment, Follower, Ticket, TicketLink, TimelineEntry

LATER = NOW + timedelta(hours=1)


def link(cast: Cast, one: Ticket, other: Ticket, kind: str, **more: Any) -> Any:
    return cast.api(cast.agent).post(
        f"tickets/{one.pk}/links", {"number": other.pk, "kind": kind} | more
    )  # fmt: skip


def test_a_link_stands_at_both_and_in_both_histories(cast: Cast) -> None:
    one, other = cast.ticket(), cast.ticket(by=cast.stranger, subject="The cause")
    (shown,) = link(cast, one, other, "incident").json()["results"]
    assert (shown["kind"], shown["direction"], shown["number"]) == ("incident", "to", other.pk)
    (back,) = cast.api(cast.agent).get(f"tickets/{other.pk}").json()["links"]
    assert (back["kind"], back["direction"], back["status"]) == ("incident", "from", "new")
    for ticket, said in ((one, f"incident:to:{other.pk}"), (other, f"incident:from:{one.pk}")):
        line = TimelineEntry.objects.get(ticket=ticket, kind="change")
        assert line.payload["changes"] == {"link": [None, said]}
    assert link(cast, one, other, "incident").status_code == 200
    assert TicketLink.objects.count() == 1
    gone = cast.api(cast.agent).delete(f"tickets/{other.pk}/links/incident/{one.pk}")
    assert gone.json()["results"] == []
    assert cast.api(cast.agent).delete(f"tickets/{other.pk}/links/incident/{one.pk}").status_code == 404


def test_a_part_has_one_whole_and_contains_itself_nowhere(cast: Cast) -> None:
    one, two, three = cast.ticket(), cast.ticket(), cast.ticket()
    assert link(cast, one, two, "child").status_code == 200
    assert link(cast, two, three, "child").status_code == 200
    for source, target in ((three, one), (one, three), (one, one)):
        refused = link(cast, source, target, "child")
        assert (refused.status_code, refused.json()["code"]) == (409, "tickets.link_refused")
    assert link(cast, three, one, "related", direction="from").status_code == 200
    # The same the other way round.
    link(cast, one, three, "related", direction="from")
    assert TicketLink.objects.filter(kind="related").count() == 1


def test_what_somebody_may_not_see_they_cannot_link(cast: Cast) -> None:
    mine, theirs = cast.ticket(team=cast.other_team), cast.ticket(team=cast.team)
    api = cast.api(cast.team_agent)
    assert api.post(f"tickets/{mine.pk}/links", {"number": theirs.pk, "kind": "related"}).status_code == 404
    link(cast, mine, theirs, "related")
    assert api.get(f"tickets/{mine.pk}").json()["links"] == []
    assert api.delete(f"tickets/{mine.pk}/links/related/{theirs.pk}").status_code == 404


def test_what_is_merged_is_linked_where_it_went(cast: Cast) -> None:
    source, target, third = cast.ticket(), cast.ticket(), cast.ticket()
    link(cast, third, source, "duplicate")
    actor = cast.actor(cast.agent)
    merge = services.ticket_merge(actor=actor, source_id=source.pk, target_id=target.pk, now=LATER)
    (carried,) = cast.api(cast.agent).get(f"tickets/{target.pk}").json()["links"]
    assert (carried["kind"], carried["number"]) == ("duplicate", third.pk)
    assert link(cast, source, third, "related").json()["number"] == target.pk
    services.ticket_unmerge(actor=actor, merge_id=merge.pk, now=LATER)
    assert cast.api(cast.agent).get(f"tickets/{target.pk}").json()["links"] == []


def test_people_follow_and_stop(cast: Cast) -> None:
    ticket, api = cast.ticket(), cast.api(cast.agent)
    assert api.get(f"tickets/{ticket.pk}/followers").json() == {"results": [], "next": None, "is_mine": False}
    mine = api.put(f"tickets/{ticket.pk}/followers/{cast.agent.pk}").json()
    assert mine["is_mine"] is True
    api.put(f"tickets/{ticket.pk}/followers/{cast.agent.pk}")
    both = api.put(f"tickets/{ticket.pk}/followers/{cast.teammate.pk}").json()
    assert [one["name"] for one in both["results"]] == ["Ines Agent", "Maya Mate"]
    assert Follower.objects.count() == 2
    assert api.delete(f"tickets/{ticket.pk}/followers/{cast.agent.pk}").json()["is_mine"] is False


def test_nobody_follows_what_they_may_not_see(cast: Cast) -> None:
    ticket = cast.ticket(team=cast.team)
    refused = cast.api(cast.agent).put(f"tickets/{ticket.pk}/followers/{cast.team_agent.pk}")
    assert refused.status_code == 422
    own = cast.api(cast.team_agent)
    assert own.put(f"tickets/{ticket.pk}/followers/{cast.team_agent.pk}").status_code == 404
    reader = cast.api(cast.read_only)
    assert reader.put(f"tickets/{ticket.pk}/followers/{cast.read_only.pk}").status_code == 200
    assert reader.put(f"tickets/{ticket.pk}/followers/{cast.agent.pk}").status_code == 403


def split(cast: Cast, ticket: Ticket, entry: TimelineEntry, **more: Any) -> Any:
    body = {"entry_id": entry.pk, "subject": "Fleet margin times out"} | more
    return cast.api(cast.agent).post(f"tickets/{ticket.pk}/split", body)


def test_a_message_begins_a_ticket_of_its_own_and_stays(cast: Cast) -> None:
    ticket = cast.ticket(priority="P2")
    entry = cast.says(ticket, "Something else: the board times out.", now=LATER)
    for name in ("a.txt", "b.txt"):
        Attachment.objects.create(
            ticket=ticket, entry=entry, name=name, content_type="text/plain", size=3, sha256="0" * 64,
            path="00/0", uploader_ref="x", created_at=NOW,
        )  # fmt: skip
    TimelineEntry.objects.filter(pk=entry.pk).update(delivery_detail="")
    (first, _) = Attachment.objects.order_by("pk")
    answer = split(cast, ticket, entry, file_ids=[str(first.public_id)])
    assert answer.status_code == 201, answer.content
    made = Ticket.objects.get(pk=answer.json()["number"])
    assert (made.subject, made.requester, made.priority, made.handler) == (
        "Fleet margin times out", cast.customer, "P2", "person",
    )  # fmt: skip
    # Who waits, waits since they wrote.
    assert (made.created_at, made.waiting_since) == (LATER, LATER)
    message = TimelineEntry.objects.get(ticket=made, kind="message")
    assert (message.body_text, message.author_id) == (entry.body_text, cast.customer.pk)
    (copied,) = Attachment.objects.filter(ticket=made)
    assert (copied.name, copied.entry_id, copied.public_id != first.public_id) == ("a.txt", message.pk, True)
    assert TimelineEntry.objects.filter(ticket=ticket, kind="message").count() == 2
    assert Attachment.objects.filter(ticket=ticket).count() == 2
    steps = {
        row.ticket_id: row.payload for row in TimelineEntry.objects.filter(payload__step="split")
    }  # fmt: skip
    assert (steps[ticket.pk]["ticket"], steps[ticket.pk]["is_new"]) == (made.pk, False)
    assert (steps[made.pk]["ticket"], steps[made.pk]["entry_id"]) == (ticket.pk, message.pk)
    assert TicketLink.objects.get().kind == "split"


def test_marked_words_begin_a_ticket_and_the_rest_stays_out_of_it(cast: Cast) -> None:
    ticket = cast.ticket()
    entry = cast.says(ticket, "The export is late again.\nAlso: can I add a second board?", now=LATER)
    Attachment.objects.create(
        ticket=ticket, entry=entry, name="a.txt", content_type="text/plain", size=3, sha256="0" * 64,
        path="00/0", uploader_ref="x", created_at=NOW,
    )  # fmt: skip
    refused = split(cast, ticket, entry, words="a third board")
    assert (refused.status_code, refused.json()["code"]) == (422, "tickets.split_words")
    answer = split(cast, ticket, entry, words="Also: can I\n add a second board?")
    assert answer.status_code == 201, answer.content
    number = answer.json()["number"]
    message = TimelineEntry.objects.get(ticket=number, kind="message")
    assert "second board" in message.body_text
    assert "late" not in message.body_text + message.body_html
    assert not Attachment.objects.filter(ticket=number).exists()
    entry.refresh_from_db()
    assert "late" in entry.body_text
    assert "second board" in entry.body_text
    steps = TimelineEntry.objects.filter(payload__step="split").order_by("ticket_id")
    assert [step.payload["is_part"] for step in steps] == [True, True]


def test_only_who_took_part_gets_it(cast: Cast) -> None:
    ticket = cast.ticket()
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    assert split(cast, ticket, entry, contact_id=cast.stranger.pk).status_code == 422
    assert split(cast, ticket, entry, contact_id=cast.customer.pk).status_code == 201


def test_a_note_or_our_reply_begins_nothing(cast: Cast) -> None:
    ticket = cast.ticket()
    for kind in ("note", "public"):
        entry = cast.replies(ticket, cast.agent, "Ours.", kind=kind)
        assert split(cast, ticket, entry).status_code == 422
    other = TimelineEntry.objects.get(ticket=cast.ticket(), kind="message")
    assert split(cast, ticket, other).status_code == 404
    assert cast.api(cast.team_agent).post(
        f"tickets/{ticket.pk}/split", {"entry_id": entry.pk, "subject": "x"}
    ).status_code == 404  # fmt: skip


@pytest.mark.parametrize("channel", ["widget", "email"])
def test_what_is_split_off_is_answered_by_mail(cast: Cast, channel: str) -> None:
    ticket = cast.ticket(channel=channel)
    entry = TimelineEntry.objects.get(ticket=ticket, kind="message")
    made = Ticket.objects.get(pk=split(cast, ticket, entry).json()["number"])
    assert made.way == "email"
    assert OutboxEvent.objects.filter(name="tickets.message_received", payload__ticket_id=made.pk).exists()
