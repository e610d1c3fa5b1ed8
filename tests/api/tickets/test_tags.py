"""Tags: what they are used for, and several that become one."""

from datetime import timedelta
from typing import Any

import pytest

from core import clock
from core.models import AuditEntry, OutboxEvent
from routing.models import RuleSet
from tests.cast import NOW, Cast
from tickets.models import EntryKind, Macro, Tag, TagChange, TagMark, Ticket, TimelineEntry, View
from tickets.query import tags_asked, with_tags
from tickets.services import tags_change, tags_change_due, tags_forget, tags_undo, tags_undo_due
from tickets.services.timeline import announce

LATER = NOW + timedelta(minutes=1)


def tagged(cast: Cast, *tags: str, **fields: Any) -> Ticket:
    Tag.objects.bulk_create([Tag(name=tag) for tag in tags], ignore_conflicts=True)
    return cast.ticket(tags=list(tags), **fields)


def merge(cast: Cast, sources: list[str], target: str = "") -> Any:
    return cast.api(cast.admin).post("tags/changes", {"sources": sources, "target": target})


def macro(cast: Cast, **actions: Any) -> Macro:
    return Macro.objects.create(
        name="Flake", kind="shared", owner=cast.agent, actions=actions, created_at=NOW, updated_at=NOW
    )


def test_a_merge_follows_to_tickets_macros_and_views(cast: Cast) -> None:
    one, two = tagged(cast, "snow-flake", "vip"), tagged(cast, "snow-flake", "snowflake")
    other = tagged(cast, "vip")
    made = macro(cast, add_tags=["snow-flake", "snowflake"], remove_tags=["snow-flake"])
    view = View.objects.create(
        name="Flakes", kind="shared", query="status:open tag:snow-flake,vip -tags:snow-flake"
    )
    before = {ticket.pk: ticket.last_activity_at for ticket in Ticket.objects.all()}
    assert merge(cast, ["snow-flake"], "snowflake").status_code == 201
    assert tags_change_due(now=LATER) == 2
    assert tags_change_due(now=LATER) == 0
    assert {pk: Ticket.objects.get(pk=pk).tags for pk in (one.pk, two.pk, other.pk)} == {
        one.pk: ["snowflake", "vip"], two.pk: ["snowflake"], other.pk: ["vip"],
    }  # fmt: skip
    made.refresh_from_db()
    view.refresh_from_db()
    assert made.actions == {"add_tags": ["snowflake"], "remove_tags": ["snowflake"]}
    assert view.query == "status:open tag:snowflake,vip -tags:snowflake"
    assert not Tag.objects.filter(name="snow-flake").exists()
    # Old tickets stay where they are in every list.
    assert {ticket.pk: ticket.last_activity_at for ticket in Ticket.objects.all()} == before


def test_each_ticket_says_who_and_tells_others_once(cast: Cast) -> None:
    ticket = tagged(cast, "a", "b")
    merge(cast, ["a", "b"], "New one")
    tags_change_due(now=LATER)
    entry = TimelineEntry.objects.filter(ticket=ticket, kind=EntryKind.CHANGE).get()
    assert entry.author_name == "Ada Admin"
    assert entry.payload["changes"] == {"tags": [["a", "b"], ["new-one"]]}
    event = OutboxEvent.objects.filter(name="tickets.ticket_changed").get()
    assert event.payload["changes"] == {"tags": [["a", "b"], ["new-one"]]}
    assert Ticket.objects.get().version == ticket.version + 1


def test_a_deleted_tag_leaves_tickets_and_macros_but_not_the_text_of_views(cast: Cast) -> None:
    ticket = tagged(cast, "gone", "stays")
    made = macro(cast, add_tags=["gone"], status="open")
    view = View.objects.create(name="V", kind="shared", query="tag:gone")
    preview = cast.api(cast.admin).post("tags/changes/preview", {"sources": ["gone"]}).json()
    assert [use["kind"] for use in preview["followed"]] == ["macro"]
    assert [use["kind"] for use in preview["left"]] == ["view"]
    merge(cast, ["gone"])
    tags_change_due(now=LATER)
    made.refresh_from_db()
    view.refresh_from_db()
    assert Ticket.objects.get(pk=ticket.pk).tags == ["stays"]
    assert (made.actions, view.query) == ({"status": "open"}, "tag:gone")
    assert AuditEntry.objects.filter(action="tickets.tags_deleted").count() == 1


def test_the_preview_counts_and_lists_what_people_must_change(cast: Cast) -> None:
    tagged(cast, "snow-flake")
    tagged(cast, "snow-flake")
    macro(cast, add_tags=["snow-flake"])
    View.objects.create(name="Mine", kind="personal", owner=cast.agent, query="tag:snow-flake")
    rules = [{"name": "Flakes", "when": {"all": [{"field": "tags", "op": "is", "value": "snow-flake"}]}}]
    RuleSet.objects.create(version=900, rules=rules, settings={}, created_at=NOW)
    answer = cast.api(cast.admin).post(
        "tags/changes/preview", {"sources": ["snow-flake"], "target": "Snow flake data"}
    )
    preview = answer.json()
    assert (preview["target"], preview["is_new"], preview["tickets"]) == ("snow-flake-data", True, 2)
    assert [(use["kind"], use["name"]) for use in preview["followed"]] == [("macro", "Flake"), ("view", "")]
    assert [(use["kind"], use["name"]) for use in preview["left"]] == [("rule", "Flakes")]
    assert Ticket.objects.filter(tags__contains=["snow-flake"]).count() == 2


def test_use_counts_each_tag(cast: Cast) -> None:
    tagged(cast, "a", "b")
    old = tagged(cast, "a")
    Ticket.objects.filter(pk=old.pk).update(created_at=NOW - timedelta(days=400))
    found = cast.api(cast.admin).get("tags/usage").json()["results"]
    assert [(one["name"], one["tickets"]) for one in found] == [("a", 2), ("b", 1)]
    assert [one["name"] for one in cast.api(cast.admin).get("tags/usage", {"q": "b"}).json()["results"]] == [
        "b"
    ]


def test_nobody_but_admins_merges_tags(cast: Cast) -> None:
    tagged(cast, "a")
    api = cast.api(cast.supervisor)
    body = {"sources": ["a"], "target": "b"}
    assert api.post("tags/changes", body).status_code == 403
    assert api.post("tags/changes/preview", body).status_code == 403
    assert api.get("tags/changes").status_code == 403
    assert api.get("tags/usage").status_code == 403


def test_one_tag_is_in_one_change_at_a_time(cast: Cast) -> None:
    tagged(cast, "a", "b", "c")
    assert merge(cast, ["a"], "b").status_code == 201
    refused = merge(cast, ["b"], "a")
    assert (refused.status_code, refused.json()["code"]) == (409, "tickets.tags_changing")
    assert merge(cast, ["c"]).status_code == 201
    for _ in range(2):
        tags_change_due(now=LATER)
    assert merge(cast, ["b"], "a").status_code == 201


@pytest.mark.parametrize("body", [{"sources": ["a"], "target": "a"}, {"sources": ["nobody"], "target": "b"}])
def test_a_change_that_changes_nothing_is_refused(cast: Cast, body: dict[str, Any]) -> None:
    tagged(cast, "a")
    assert cast.api(cast.admin).post("tags/changes", body).status_code == 422


def test_a_broken_ticket_keeps_neither_the_others_nor_the_change(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = tagged(cast, "a"), tagged(cast, "a")

    def fail(event: Any, ticket: Ticket, saved: Any) -> None:
        if ticket.pk == broken.pk:
            raise RuntimeError
        announce(event, ticket, saved)

    monkeypatch.setattr("tickets.services.retagging.announce", fail)
    tags_change(actor=cast.actor(cast.admin), sources=["a"], target="b", now=NOW)
    tags_change_due(now=LATER)
    tags_change_due(now=LATER)
    row = TagChange.objects.get()
    assert (row.changed, row.skipped, row.ended_at) == (1, [broken.pk], LATER)
    assert Ticket.objects.get(pk=fine.pk).tags == ["b"]
    assert Tag.objects.filter(name="a").exists()


@pytest.mark.parametrize(
    ("query", "after"),
    [
        ('tag:a "tag:a" words', 'tag:b "tag:a" words'),
        ("-tag:a,b,c", "-tag:b,c"),
        ('tags:"a"', "tags:b"),
        ("subject:a tag:aa", "subject:a tag:aa"),
    ],
)
def test_a_query_keeps_everything_but_the_tag(query: str, after: str) -> None:
    assert with_tags(query, {"a"}, "b") == after
    assert "a" not in tags_asked(after)


def test_a_tag_has_nothing_that_turns_the_text_around_it(cast: Cast) -> None:
    api, ticket = cast.api(cast.agent), cast.ticket()
    answer = api.patch(f"tickets/{ticket.pk}", {"tags": ["\u202eabc", "\u202e", "Two\r\nlines"]})
    assert answer.json()["tags"] == ["abc", "two-lines"]


def merged(cast: Cast, sources: list[str], target: str = "") -> TagChange:
    """A change that is over."""
    row = tags_change(actor=cast.actor(cast.admin), sources=sources, target=target, now=NOW)
    while tags_change_due(now=LATER):
        pass
    return TagChange.objects.get(pk=row.pk)


def undo(cast: Cast, row: TagChange) -> list[int]:
    """Take it back; how many tickets each round changed."""
    tags_undo(actor=cast.actor(cast.admin), change_id=row.pk, now=LATER)
    return [tags_undo_due(now=LATER), tags_undo_due(now=LATER), tags_undo_due(now=LATER)]


def tags_of(*tickets: Ticket) -> list[list[str]]:
    return [Ticket.objects.get(pk=ticket.pk).tags for ticket in tickets]


def test_a_merge_taken_back_gives_each_ticket_what_it_had(cast: Cast) -> None:
    one, both, had = tagged(cast, "x", "a", "y"), tagged(cast, "b", "a"), tagged(cast, "c", "b")
    always, late = tagged(cast, "c"), tagged(cast, "z")
    row = merged(cast, ["a", "b"], "c")
    Ticket.objects.filter(pk=late.pk).update(tags=["c"])
    assert tags_of(one, both, had) == [["x", "c", "y"], ["c"], ["c"]]
    assert undo(cast, row) == [3, 0, 0]
    assert tags_of(one, both, had, always, late) == [["x", "a", "y"], ["b", "a"], ["c", "b"], ["c"], ["c"]]
    row.refresh_from_db()
    assert (row.returned, row.undone_at, TagMark.objects.count()) == (3, LATER, 0)
    assert set(Tag.objects.values_list("name", flat=True)) >= {"a", "b", "c"}
    line = TimelineEntry.objects.filter(ticket=both, kind=EntryKind.CHANGE).order_by("pk").last()
    assert line is not None
    assert (line.author_name, line.payload["changes"]) == ("Ada Admin", {"tags": [["c"], ["b", "a"]]})
    assert AuditEntry.objects.filter(action="tickets.tags_given_back").count() == 1


def test_what_was_decided_since_stays_and_is_counted_before(cast: Cast) -> None:
    fine, dropped, again = tagged(cast, "a"), tagged(cast, "a"), tagged(cast, "a")
    row = merged(cast, ["a"], "b")
    Ticket.objects.filter(pk=dropped.pk).update(tags=["own"])
    Ticket.objects.filter(pk=again.pk).update(tags=["b", "a"])
    api = cast.api(cast.admin)
    assert api.get(f"tags/changes/{row.pk}/undo").json() == {"tickets": 1, "changed": 2}
    with clock.frozen(LATER):
        answer = api.post(f"tags/changes/{row.pk}/undo")
    assert (answer.status_code, answer.json()["undo_by"]["name"]) == (200, "Ada Admin")
    assert tags_undo_due(now=LATER) == 1
    assert tags_of(fine, dropped, again) == [["a"], ["own"], ["b", "a"]]


def test_tags_that_were_deleted_come_back(cast: Cast) -> None:
    ticket = tagged(cast, "gone", "stays")
    row = merged(cast, ["gone"])
    assert (tags_of(ticket), undo(cast, row)[0]) == ([["stays"]], 1)
    assert tags_of(ticket) == [["stays", "gone"]]
    assert Tag.objects.filter(name="gone").exists()


def test_a_change_goes_back_once_and_for_thirty_days(cast: Cast) -> None:
    tagged(cast, "a")
    api = cast.api(cast.admin)
    made = merge(cast, ["a"], "b").json()
    path = f"tags/changes/{made['id']}/undo"
    assert (api.post(path).status_code, api.post(path).json()["code"]) == (409, "tickets.tags_stand")
    for _ in range(2):
        tags_change_due(now=LATER)
    assert tags_forget(now=LATER + timedelta(days=29)) == 0
    row = TagChange.objects.get()
    assert row.undo_until == LATER + timedelta(days=30)
    TagChange.objects.update(undo_until=NOW)
    assert api.post(path).json()["code"] == "tickets.tags_stand"
    assert (tags_forget(now=NOW), TagMark.objects.count()) == (1, 0)
    TagChange.objects.update(undo_until=LATER + timedelta(days=999))
    assert api.post(path).status_code == 200
    assert api.post(path).json()["code"] == "tickets.tags_stand"
    assert merge(cast, ["b"], "c").json()["code"] == "tickets.tags_changing"
    assert api.post("tags/changes/999999/undo").status_code == 404


def test_nobody_but_admins_takes_it_back(cast: Cast) -> None:
    tagged(cast, "a")
    row = merged(cast, ["a"], "b")
    api = cast.api(cast.supervisor)
    assert api.get(f"tags/changes/{row.pk}/undo").status_code == 403
    assert api.post(f"tags/changes/{row.pk}/undo").status_code == 403


def test_a_broken_ticket_keeps_none_of_the_others_from_going_back(
    cast: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken, fine = tagged(cast, "a"), tagged(cast, "a")
    row = merged(cast, ["a"], "b")

    def fail(event: Any, ticket: Ticket, saved: Any) -> None:
        if ticket.pk == broken.pk:
            raise RuntimeError
        announce(event, ticket, saved)

    monkeypatch.setattr("tickets.services.retagging.announce", fail)
    undo(cast, row)
    row.refresh_from_db()
    assert (row.returned, row.skipped, row.undone_at) == (1, [broken.pk], LATER)
    assert tags_of(broken, fine) == [["b"], ["a"]]
