"""What an import says of itself is true of the state that it is in."""

import json
from typing import Any

import pytest

from integrations.importers import services
from integrations.importers.api.rendering import import_json
from integrations.importers.models import Import, Issue, Trace
from integrations.importers.readers import intercom
from integrations.importers.services import working
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import NOW, Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
AT = "2024-03-05T09:00:00Z"
CHANGES = ("reopened", "solved", "status_changed", "reassigned", "more_messages", "edited")


def changes(found: Import, phase: str) -> set[tuple[str, str]]:
    rows = Issue.objects.filter(import_run=found, phase=phase, code__in=CHANGES)
    return set(rows.values_list("external_id", "code"))


def test_a_newer_export_says_before_and_after_what_it_changes(bring: Bring) -> None:
    bring(exports.zendesk())
    rows = exports.tickets()
    rows[0]["status"] = "solved"
    rows[0]["comments"].append(exports.comment(20, exports.HELEN, "It works.", AT))
    rows[1]["status"] = "open"
    rows[2]["assignee_id"] = None
    found = bring(exports.zendesk(rows))
    said = {("1001", "solved"), ("1001", "more_messages"), ("1002", "reopened"), ("1003", "reassigned")}
    assert changes(found, "check") == changes(found, "run") == said
    ticket = next(one for one in import_json(found)["kinds"] if one["kind"] == "ticket")
    assert (ticket["check"]["more"], ticket["run"]["more"]) == (3, 3)
    number = Trace.objects.get(kind="ticket", external_id="1001").local_id
    issue = Issue.objects.get(import_run=found, phase="check", code="more_messages")
    assert issue.detail == f"#{number}: 1"
    assert changes(bring(exports.zendesk(rows)), "run") == set()


def chosen(found: Import, cast: Cast) -> Import:
    choice = {"kind": "status", "theirs": "hold", "ours": "open"}
    services.mapping_save(
        actor=cast.actor(cast.admin), import_id=found.pk, choices=[choice], version=found.version, now=NOW
    )
    found.refresh_from_db()
    return found


def test_figures_of_another_mapping_are_gone(upload: Bring, step: Bring, cast: Cast) -> None:
    found = step(upload(exports.zendesk()), "check")
    assert Issue.objects.filter(import_run=found, phase="check").exists()
    found = chosen(found, cast)
    assert (found.state, "check" in found.tally) == ("read", False)
    assert not Issue.objects.filter(import_run=found, phase="check").exists()
    ran = step(step(found, "check"), "run")
    assert ran.report["samples"]
    again = chosen(ran, cast)
    # What came is still true; what it was compared with is not.
    assert (again.tally["run"]["ticket"]["new"], again.report) == (4, {})


def test_an_undone_import_shows_no_figures_and_no_links_of_before(bring: Bring, step: Bring) -> None:
    found = step(bring(exports.zendesk()), "undo")
    assert (set(found.tally), found.report) == ({"undo"}, {})
    assert not Issue.objects.filter(import_run=found, phase__in=("check", "run")).exists()
    told = import_json(found)
    assert (told["by_year"], told["samples"], told["records"]) == ([], [], [])


def test_links_lead_to_tickets_that_are_here(bring: Bring) -> None:
    found = bring(exports.zendesk())
    assert all(one["ticket"] for one in import_json(found)["samples"])
    Ticket.objects.filter(pk=found.report["samples"][0]["ticket"]).delete()
    numbers = [one["ticket"] for one in import_json(found)["samples"]]
    assert (numbers[0], None in numbers[1:]) == (None, False)


def test_the_comparison_reads_the_export_and_not_what_was_read_of_it(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A reader that loses something does not go unseen."""
    parts: list[dict[str, Any]] = [
        {"id": f"p{at}", "part_type": kind, "body": f"<p>Said {at}</p>", "created_at": 1748772300,
         "author": {"type": "user", "id": "u1"}}
        for at, kind in enumerate(("comment", "assign_and_reopen"))
    ]  # fmt: skip
    content = json.dumps({
        "type": "conversation", "id": "9", "created_at": 1748772000, "state": "open",
        "source": {"id": "s", "body": "Hi", "author": {"type": "user", "id": "u1", "email": "l@i.test"}},
        "conversation_parts": {"conversation_parts": parts},
    }).encode()  # fmt: skip
    whole = bring(content, source="intercom", name="i.json", account="one")
    assert whole.report["records"] == [
        {"name": "ticket", "theirs": 1, "ours": 1}, {"name": "message", "theirs": 3, "ours": 3},
    ]  # fmt: skip
    (sample,) = whole.report["samples"]
    assert (sample["theirs"], sample["ours"], sample["differing"], sample["name"]) == (3, 3, 0, "9")

    def loses(value: Any, parts: Any, *rest: Any) -> Any:
        return iter(())

    monkeypatch.setattr(intercom, "_parts", loses)
    partly = bring(content, source="intercom", name="i.json", account="two")
    assert partly.report["records"][1] == {"name": "message", "theirs": 3, "ours": 1}
    (sample,) = partly.report["samples"]
    assert (sample["theirs"], sample["ours"], sample["differing"]) == (3, 1, 2)


def test_two_records_of_one_person_are_one_in_the_dry_run_and_after_an_undo(
    upload: Bring, step: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(working, "BATCH", dict.fromkeys(working.STEPS, 1))
    people = [
        exports.person(1, "Kim", "kim@z.test"), exports.person(2, "Lee", "lee@z.test"),
        exports.person(3, "Kim again", "KIM@z.test"),
    ]  # fmt: skip
    content = exports.zendesk([], **{"users.json": json.dumps({"users": people})})
    found = step(upload(content), "check")
    assert found.tally["check"]["contact"] == {"new": 2, "known": 1}
    assert step(found, "run").tally["run"]["contact"] == {"new": 2, "known": 1}
    assert step(found, "undo").tally["undo"]["contact"] == {"gone": 2, "stays": 0}
