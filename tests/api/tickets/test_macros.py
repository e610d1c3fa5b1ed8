"""Macros: writing them, using them in a reply or on many tickets, and their order on a ticket."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from core.models import AuditEntry, OutboxEvent
from tests.cast import NOW, Cast
from tickets.models import EntryKind, Macro, MacroUse, Tag, Ticket, TimelineEntry

WORDS = "Hi {{customer.first_name|there}},\n\nwe look into it.\n\n{{agent.first_name}}"


def macro(cast: Cast, name: str = "Looking", **values: Any) -> dict[str, Any]:
    body = {"name": name, "kind": "shared", "text": WORDS} | values
    response = cast.api(cast.supervisor).post("macros", body)
    assert response.status_code == 201, response.content
    return dict(response.json())


def test_an_agent_writes_for_themselves_and_a_supervisor_for_all(cast: Cast) -> None:
    api = cast.api(cast.agent)
    mine = api.post("macros", {"name": "Mine", "text": "Hello", "folder": "Short"})
    assert mine.status_code == 201
    assert api.post("macros", {"name": "All", "text": "Hello", "kind": "shared"}).status_code == 403
    shared = macro(cast)
    assert [one["name"] for one in api.get("macros").json()["results"]] == ["Looking", "Mine"]
    assert [one["name"] for one in cast.api(cast.teammate).get("macros").json()["results"]] == ["Looking"]
    assert cast.api(cast.teammate).patch(f"macros/{mine.json()['id']}", {"name": "X"}).status_code == 404
    assert api.patch(f"macros/{shared['id']}", {"name": "X"}).status_code == 403
    assert api.delete(f"macros/{shared['id']}").status_code == 403
    assert AuditEntry.objects.filter(action="tickets.macro_created").count() == 1


def test_two_who_write_at_once_do_not_overwrite_each_other(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    made = macro(cast)
    first = api.get(f"macros/{made['id']}")
    assert api.patch(f"macros/{made['id']}", {"name": "A"}, If_Match=first["ETag"]).status_code == 200
    assert api.patch(f"macros/{made['id']}", {"name": "B"}, If_Match=first["ETag"]).status_code == 412
    assert Macro.objects.get().name == "A"


@pytest.mark.parametrize(
    ("body", "code"),
    [
        ({"text": "Hi {{customer.nickname}}"}, "tickets.unknown_variable"),
        ({"text": "Hi {{customer.name"}, "invalid"),
        ({"text": " "}, "invalid"),
        ({"text": "x", "actions": {"status": "new"}}, "invalid"),
        ({"text": "x", "actions": {"status": "done"}}, "invalid"),
        ({"text": "x", "actions": {"team": 987_654}}, "invalid"),
        ({"text": "x", "actions": {"assignee": 987_654}}, "invalid"),
        ({"text": "x", "actions": {"subject": "x"}}, "unknown_field"),
    ],
)
def test_what_could_not_be_used_is_refused(cast: Cast, body: dict[str, Any], code: str) -> None:
    response = cast.api(cast.agent).post("macros", {"name": "New"} | body)
    assert response.json()["code"] == code, response.content
    assert not Macro.objects.exists()


def test_a_reply_and_its_actions_are_one_change(cast: Cast) -> None:
    made = macro(cast)
    ticket = cast.ticket(tags=["old", "gone"], priority="P3")
    before = TimelineEntry.objects.filter(ticket=ticket).count()
    actions = {
        "status": "pending", "priority": "P2", "type": "bug", "team": cast.team.pk,
        "add_tags": ["known-bug"], "remove_tags": ["gone"], "assign_to_me": True,
    }  # fmt: skip
    response = cast.api(cast.agent).post(
        f"tickets/{ticket.pk}/replies", {"body": "Hi", "macro_id": made["id"], "actions": actions}
    )
    assert response.status_code == 201, response.content
    ticket.refresh_from_db()
    assert (ticket.status, ticket.priority, ticket.type) == ("pending", "P2", "bug")
    assert ticket.tags == ["old", "known-bug"]
    assert (ticket.team_id, ticket.assignee_id) == (cast.team.pk, cast.agent.pk)
    assert ticket.priority_is_pinned
    assert Tag.objects.filter(name="known-bug").exists()
    added = list(TimelineEntry.objects.filter(ticket=ticket).order_by("id"))[before:]
    assert [entry.kind for entry in added] == [EntryKind.MESSAGE, EntryKind.CHANGE]
    assert set(added[1].payload["changes"]) == {"status", "priority", "type", "tags", "team", "assignee"}
    told = OutboxEvent.objects.filter(name="tickets.ticket_changed").order_by("id").last()
    assert told is not None
    assert told.payload["changes"]["tags"] == [["old", "gone"], ["old", "known-bug"]]
    use = MacroUse.objects.get()
    assert (use.macro_id, use.ticket_id, use.user_id) == (made["id"], ticket.pk, cast.agent.pk)
    assert use.entry_id == ticket.last_entry_id


def test_nothing_is_sent_when_an_action_is_refused(cast: Cast) -> None:
    made = macro(cast)
    ticket = cast.ticket()
    reply = {"body": "Hi", "macro_id": made["id"], "actions": {"assignee": cast.teammate.pk}}
    response = cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", reply)
    assert response.status_code == 403
    assert not TimelineEntry.objects.filter(ticket=ticket, author_kind="token").exists()
    assert not MacroUse.objects.exists()


def test_a_repeated_send_uses_the_macro_once(cast: Cast) -> None:
    made = macro(cast)
    ticket = cast.ticket()
    reply = {"body": "Hi", "macro_id": made["id"], "actions": {"add_tags": ["x"]}, "client_id": "c-1"}
    api = cast.api(cast.agent)
    first, second = (api.post(f"tickets/{ticket.pk}/replies", reply).json()["id"] for _ in range(2))
    assert first == second
    assert MacroUse.objects.count() == 1


def test_another_persons_macro_cannot_be_named(cast: Cast) -> None:
    mine = cast.api(cast.agent).post("macros", {"name": "Mine", "text": "Hello"}).json()
    ticket = cast.ticket()
    reply = {"body": "Hi", "macro_id": mine["id"]}
    response = cast.api(cast.teammate).post(f"tickets/{ticket.pk}/replies", reply)
    assert response.status_code == 422
    assert not TimelineEntry.objects.filter(ticket=ticket, body_text="Hi").exists()


def test_a_note_takes_the_text_but_no_actions(cast: Cast) -> None:
    made = macro(cast)
    ticket = cast.ticket()
    api = cast.api(cast.agent)
    note = {"body": "Hi", "kind": "note", "macro_id": made["id"]}
    refused = api.post(f"tickets/{ticket.pk}/replies", note | {"actions": {"priority": "P1"}})
    assert refused.status_code == 422
    assert api.post(f"tickets/{ticket.pk}/replies", note).status_code == 201
    assert (
        api.post(f"tickets/{ticket.pk}/replies", {"body": "Hi", "actions": {"priority": "P1"}}).status_code
        == 422
    )


def test_actions_alone_go_to_many_tickets_with_one_undo(cast: Cast) -> None:
    made = macro(cast, text="", actions={"priority": "P1", "add_tags": ["incident"]})
    tickets = [cast.ticket(subject=f"T{i}") for i in range(2)]
    api = cast.api(cast.agent)
    body = {"numbers": [one.pk for one in tickets] + [987_654]}
    result = api.post(f"macros/{made['id']}/apply", body).json()
    assert result["changed"] == [one.pk for one in tickets]
    assert [one["number"] for one in result["failed"]] == [987_654]
    assert all(one.tags == ["incident"] for one in Ticket.objects.all())
    assert MacroUse.objects.count() == 2
    api.post("undo", {"token": result["undo"]})
    assert all(one.tags == [] and one.priority == "P3" for one in Ticket.objects.all())
    words_only = macro(cast, "Words")
    assert api.post(f"macros/{words_only['id']}/apply", body).status_code == 422


def test_a_macro_is_filled_in_for_its_ticket_and_what_is_missing_is_named(cast: Cast) -> None:
    macro(
        cast,
        text="Hi {{customer.first_name|there}} of {{company.name}}, <b>{{ticket.subject}}</b> {{team.name}}",
    )
    ticket = cast.ticket(subject="<i>Exports</i>")
    found = cast.api(cast.agent).get(f"tickets/{ticket.pk}/macros").json()["results"][0]
    assert found["body_html"] == (
        "<p>Hi Helen of Kestrel Freight, &lt;b&gt;&lt;i&gt;Exports&lt;/i&gt;&lt;/b&gt; {{team.name}}</p>"
    )
    assert found["missing"] == ["team.name"]
    assert found["why"] is None


def use(cast: Cast, macro_id: int, ticket: Ticket, *, solved: bool, again: bool = False) -> None:
    MacroUse.objects.create(
        macro_id=macro_id,
        ticket=ticket,
        user=cast.agent,
        entry_id=ticket.last_entry_id,
        used_at=timezone.now(),
    )
    if solved:
        Ticket.objects.filter(pk=ticket.pk).update(status="resolved", resolved_at=NOW)
    if again:
        cast.says(ticket, "Not yet.", now=NOW + timedelta(hours=1))


def test_what_solved_similar_tickets_comes_first_with_the_reason(cast: Cast) -> None:
    often, better, unlike = (macro(cast, name)["id"] for name in ("Often", "Better", "Unlike"))
    for at in range(3):
        use(cast, often, cast.ticket(subject="Export empty", product_area="Exports"), solved=True, again=True)
        use(cast, better, cast.ticket(subject=f"Export {at}", product_area="Exports"), solved=at > 0)
        use(cast, unlike, cast.ticket(subject="Invoice", by=cast.stranger), solved=True)
    here = cast.ticket(subject="Export stops", product_area="Exports")
    rows = cast.api(cast.agent).get(f"tickets/{here.pk}/macros").json()["results"]
    assert [row["name"] for row in rows] == ["Better", "Often", "Unlike"]
    assert rows[0]["why"]["similar"] == rows[0]["why"]["solved"] == 2
    assert rows[0]["why"]["shared"] == ["Exports", "export"]
    assert len(rows[0]["why"]["examples"]) == 2
    assert rows[1]["why"] is None
    assert rows[1]["figures"] == {"uses": 3, "solved": 0, "wrote_again": 3, "people": 1}
    assert rows[2]["figures"] == {"uses": 3, "solved": 3, "wrote_again": 0, "people": 1}


def test_tickets_out_of_sight_give_no_reason(cast: Cast) -> None:
    one = macro(cast, "One")["id"]
    use(cast, one, cast.ticket(subject="Export empty", product_area="Exports"), solved=True)
    here = cast.ticket(subject="Export stops", product_area="Exports", team=cast.other_team)
    rows = cast.api(cast.team_agent).get(f"tickets/{here.pk}/macros").json()["results"]
    assert rows[0]["why"] is None


def test_a_form_is_tried_on_a_ticket_and_changes_nothing(cast: Cast) -> None:
    ticket = cast.ticket(tags=["old"])
    body = {
        "text": "Hi {{customer.name}}",
        "actions": {"priority": ticket.priority, "add_tags": ["New Tag"], "assign_to_me": True},
    }
    tried = cast.api(cast.agent).post(f"tickets/{ticket.pk}/macros/try", body).json()
    assert tried["body_html"] == "<p>Hi Helen Marsh</p>"
    assert tried["changes"] == [
        {"field": "tags", "old": ["old"], "new": ["old", "new-tag"]},
        {"field": "assignee", "old": None, "new": "Ines Agent"},
    ]
    assert Ticket.objects.get().version == ticket.version


def test_starters_are_offered_and_taken_once(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    assert len(api.get("macros/starters").json()["results"]) == 15
    assert not Macro.objects.exists()
    for made in (2, 0):
        taken = api.post("macros/starters", {"keys": ["steps", "second_level"]}).json()["made"]
        assert len(taken) == made
    assert api.post("macros/starters", {"keys": ["nothing"]}).status_code == 400
    assert cast.api(cast.agent).post("macros/starters", {"keys": ["fixed"]}).status_code == 403
    assert Macro.objects.count() == 2
    is_taken = {one["key"]: one["is_taken"] for one in api.get("macros/starters").json()["results"]}
    assert is_taken["steps"]
    assert not is_taken["fixed"]


def test_deleting_a_macro_leaves_the_replies_that_used_it(cast: Cast) -> None:
    made = macro(cast)
    ticket = cast.ticket()
    cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", {"body": "Hi", "macro_id": made["id"]})
    assert cast.api(cast.supervisor).delete(f"macros/{made['id']}").status_code == 204
    assert not MacroUse.objects.exists()
    assert TimelineEntry.objects.filter(ticket=ticket, body_text="Hi").exists()
    late = {"body": "Sent late", "macro_id": made["id"]}
    assert cast.api(cast.agent).post(f"tickets/{ticket.pk}/replies", late).status_code == 201
