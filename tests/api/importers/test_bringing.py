"""A whole export comes over: what comes, what does not and why, once however often, and back again."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from core.models import AuditEntry, OutboxEvent
from integrations.importers import services
from integrations.importers.models import Import, Issue, Trace
from integrations.importers.services import working
from kb.models import Redirect
from people.models import Company, Contact
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import NOW, Cast
from tickets.models import Attachment, Ticket, TimelineEntry

pytestmark = pytest.mark.django_db


def here(found: Import, key: int) -> Ticket:
    trace = Trace.objects.get(source=found.source, kind="ticket", external_id=str(key))
    return Ticket.objects.get(pk=trace.local_id)


def told(ticket: Ticket) -> list[tuple[str, str, str]]:
    rows = TimelineEntry.objects.filter(ticket=ticket).order_by("pk")
    return [(row.kind, row.author_kind, row.body_text) for row in rows]


def reasons(found: Import, phase: str) -> set[tuple[str, str, str]]:
    rows = Issue.objects.filter(import_run=found, phase=phase)
    return set(rows.values_list("kind", "external_id", "code"))


def everything() -> tuple[Any, ...]:
    """All that an import may write, without times and ids of its own."""
    return (
        sorted(Company.objects.values_list("name", "domain")),
        sorted(Contact.objects.values_list("name", "email")),
        sorted(Ticket.objects.values_list("subject", "status", "created_at", "requester__email")),
        sorted(TimelineEntry.objects.values_list("ticket__subject", "kind", "body_text", "created_at")),
        Attachment.objects.count(),
    )


def test_history_comes_as_it_was_and_tells_nobody(bring: Bring, cast: Cast) -> None:
    found = bring(exports.zendesk())

    assert found.state == "done"
    assert not OutboxEvent.objects.exists()
    open_one = here(found, 1001)
    assert told(open_one) == [
        ("integration", "system", "Imported from Zendesk: ticket 1001"),
        ("message", "contact", "Our nightly export fails."),
        ("message", "staff", "Which file is it?"),
        ("note", "staff", "Seems to be the parser."),
    ]
    assert (open_one.status, open_one.priority, open_one.type) == ("open", "P2", "bug")
    assert (open_one.assignee_id, open_one.team) == (cast.agent.pk, cast.team)
    assert open_one.created_at == datetime(2024, 3, 1, 9, tzinfo=UTC)
    assert open_one.first_replied_at == datetime(2024, 3, 1, 10, tzinfo=UTC)
    assert open_one.handler == "person"
    assert open_one.tags == ["export", "nightly"]
    assert open_one.company is not None
    assert open_one.company.name == "Kestrel Freight"
    reply = TimelineEntry.objects.get(ticket=open_one, body_text="Which file is it?")
    assert (reply.author_id, reply.created_at.year) == (cast.agent.pk, 2024)
    assert open_one.last_public_entry_id == reply.pk
    solved = here(found, 1002)
    assert (solved.status, solved.priority) == ("resolved", "P1")
    assert solved.resolved_at == datetime(2024, 3, 2, 9, tzinfo=UTC)


def test_what_is_written_there_is_cleaned_as_on_every_way_in(bring: Bring) -> None:
    found = bring(exports.zendesk())
    entry = TimelineEntry.objects.get(ticket=here(found, 1002), author_kind="contact")
    assert exports.CARD not in entry.body_text + entry.body_html
    assert "<script" not in entry.body_html
    assert entry.redactions is not None
    assert entry.redactions[0]["kinds"] == ["card"]
    file = Attachment.objects.get()
    assert (file.name, file.content_type, file.size) == ("how to.txt", "text/plain", 10)


def test_what_does_not_come_says_why_in_the_dry_run_already(upload: Bring, step: Bring) -> None:
    found = step(upload(exports.zendesk()), "check")
    assert found.state == "checked"
    assert not Ticket.objects.exists()
    assert not Trace.objects.exists()
    dry = reasons(found, "check")
    assert dry == {
        ("contact", "503", "nameless"),
        ("ticket", "1004", "deleted"),
        ("ticket", "1005", "no_requester"),
        ("message", "7", "of_its_ticket"),
        ("message", "8", "of_its_ticket"),
        ("file", "82", "not_in_export"),
        ("article", "61", "no_article"),
        ("article", "62", "draft"),
    }
    assert reasons(found, "read") == {("ticket", "1003", "no_zone"), ("message", "6", "no_zone")}
    ran = step(found, "run")
    assert reasons(ran, "run") == dry
    assert ran.tally["run"] == ran.tally["check"]


def test_counts_agree_with_an_independent_count(bring: Bring) -> None:
    """The tables here against the export's rows, counted by hand from `exports`."""
    found = bring(exports.zendesk())
    assert found.counts == {
        "company": 1, "agent": 0, "asking": 1, "contact": 4, "ticket": 6, "message": 9, "file": 2,
        "article": 2,
    }  # fmt: skip
    assert found.tally["run"]["ticket"] == {"new": 4, "refused": 2} == {
        "new": Ticket.objects.count(), "refused": 2,
    }  # fmt: skip
    assert found.tally["run"]["message"] == {"new": 7, "refused": 2}
    assert TimelineEntry.objects.filter(kind__in=("message", "note")).count() == 7
    assert Contact.objects.count() == found.tally["run"]["contact"]["new"] == 3
    assert found.report["by_year"] == [
        {"name": "2023 resolved", "theirs": 1, "ours": 1},
        {"name": "2024 on_hold", "theirs": 1, "ours": 1},
        {"name": "2024 open", "theirs": 2, "ours": 2},
    ]
    differing = {sample["key"]: sample["differing"] for sample in found.report["samples"]}
    # The card number is not here any more, and the report does not hide that.
    assert differing == {"1001": 0, "1002": 1, "1003": 0, "1006": 0}


def test_a_second_import_brings_nothing_twice(bring: Bring) -> None:
    bring(exports.zendesk())
    before = everything()
    again = bring(exports.zendesk())
    assert everything() == before
    assert again.tally["run"]["ticket"] == {"known": 4, "refused": 2}
    assert again.tally["run"]["message"]["known"] == 7
    assert again.mapping[0]["why"] == "last_time"


def test_a_newer_export_adds_what_is_new(bring: Bring, cast: Cast) -> None:
    found = bring(exports.zendesk())
    touched = here(found, 1003)
    cast.says(touched, "Written here meanwhile", now=NOW)
    rows = exports.tickets()
    rows[0]["comments"].append(exports.comment(20, exports.HELEN, "It works.", "2024-03-05T09:00:00Z"))
    rows[0]["status"] = "solved"
    rows[2]["comments"].append(exports.comment(21, exports.SAM, "And now?", "2024-04-05T09:00:00Z"))
    rows[2]["status"] = "closed"
    rows.append(exports.ticket(1007, comments=[
        exports.comment(22, exports.HELEN, "A new one", "2024-06-01T09:00:00Z"),
    ]))  # fmt: skip
    newer = bring(exports.zendesk(rows))

    assert newer.tally["run"]["ticket"] == {"known": 2, "more": 2, "new": 1, "refused": 2}
    assert told(here(newer, 1001))[-1] == ("message", "contact", "It works.")
    assert here(newer, 1001).status == "resolved"
    # Somebody worked with it here: its state is ours, its messages come.
    assert told(here(newer, 1003))[-1] == ("message", "contact", "And now?")
    assert here(newer, 1003).status != "closed"
    assert ("ticket", "1003", "changed_here") in reasons(newer, "run")
    before = everything()
    bring(exports.zendesk(rows))
    assert everything() == before


@pytest.mark.parametrize("is_late", [False, True], ids=["before", "after"])
def test_a_kill_at_any_batch_loses_nothing_and_brings_nothing_twice(
    bring: Bring, upload: Bring, step: Bring, cast: Cast, monkeypatch: pytest.MonkeyPatch, is_late: bool
) -> None:
    """Each batch dies once, before it is kept or right after, and the next worker goes on."""
    monkeypatch.setattr(working, "BATCH", dict.fromkeys(working.STEPS, 1))
    found = step(upload(exports.zendesk()), "check")
    services.import_step(actor=cast.actor(cast.admin), import_id=found.pk, step="run", now=NOW)
    batch, deaths = working._batch, 0

    class Killed(BaseException):
        pass

    def dies(*args: Any) -> bool:
        nonlocal deaths
        deaths += 1
        is_more = batch(*args) if deaths % 2 == 0 or not is_late else True
        if deaths % 2:
            raise Killed
        return is_more

    def late() -> None:
        nonlocal deaths
        deaths += 1
        if deaths % 2:
            raise Killed

    if is_late:
        steps = late
    else:
        monkeypatch.setattr(working, "_batch", dies)
        steps = lambda: None  # noqa: E731 (nothing happens between two batches)
    for _ in range(100):
        try:
            services.import_work(import_id=found.pk, step=steps)
        except Killed:
            continue
        break
    found.refresh_from_db()
    assert found.state == "done"
    assert deaths > 15
    assert found.tally["run"]["ticket"] == {"new": 4, "refused": 2}
    assert Ticket.objects.count() == 4
    assert TimelineEntry.objects.filter(kind__in=("message", "note")).count() == 7
    assert found.tally["run"] == found.tally["check"]


def test_two_workers_do_not_work_at_once(upload: Bring, cast: Cast) -> None:
    found = upload(exports.zendesk())
    services.import_step(actor=cast.actor(cast.admin), import_id=found.pk, step="check", now=NOW)
    seen = []
    services.import_work(
        import_id=found.pk, step=lambda: seen.append(services.import_work(import_id=found.pk))
    )
    assert seen
    assert not any(seen)
    assert services.imports_waiting() == []


def test_undo_takes_back_what_nobody_touched_and_says_what_stays(
    bring: Bring, step: Bring, cast: Cast, django_capture_on_commit_callbacks: Any
) -> None:
    found = bring(exports.zendesk())
    kept = here(found, 1001)
    cast.replies(kept, cast.agent, "An answer of today")
    with django_capture_on_commit_callbacks(execute=True):
        undone = step(found, "undo")
    assert undone.state == "undone"
    assert list(Ticket.objects.values_list("pk", flat=True)) == [kept.pk]
    assert not Attachment.objects.exists()
    # Helen has the ticket that stays; the others have nothing here.
    assert list(Contact.objects.values_list("email", flat=True)) == ["helen@kestrel.test"]
    assert list(Company.objects.values_list("name", flat=True)) == ["Kestrel Freight"]
    assert reasons(undone, "undo") == {
        ("ticket", "1001", "changed"), ("contact", "501", "used"), ("company", "71", "used"),
    }  # fmt: skip
    assert undone.tally["undo"]["ticket"] == {"gone": 3, "stays": 1}
    again = bring(exports.zendesk())
    assert again.tally["run"]["ticket"] == {"known": 1, "new": 3, "refused": 2}


def test_undo_leaves_what_was_here_before(bring: Bring, step: Bring, cast: Cast) -> None:
    before = (cast.customer.pk, cast.company.pk)
    found = bring(exports.zendesk())
    assert Trace.objects.get(kind="contact", external_id="501").local_id == before[0]
    step(found, "undo")
    assert Contact.objects.filter(pk=before[0]).exists()
    assert Company.objects.filter(pk=before[1]).exists()
    assert not Ticket.objects.exists()
    assert not Trace.objects.exists()


def test_articles_become_redirects(bring: Bring, step: Bring, cast: Cast) -> None:
    from kb.services import article_create

    values = {"title": "Rotate a key", "body": "Press *Rotate*."}
    article = article_create(actor=cast.actor(cast.owner), values=values, now=NOW)
    found = bring(exports.zendesk())
    made = Redirect.objects.get()
    assert (made.path, made.article_id) == ("/hc/en-us/articles/61-rotate-a-key", article.pk)
    assert ("article", "61", "no_article") not in reasons(found, "run")
    step(found, "undo")
    assert not Redirect.objects.exists()


def test_an_erased_person_does_not_come_back(bring: Bring, cast: Cast) -> None:
    found = bring(exports.zendesk())
    helen = Contact.objects.get(email="helen@kestrel.test")
    Contact.objects.filter(pk=helen.pk).update(erased_at=NOW, name="Erased person", email="")
    rows = exports.tickets()
    rows.append(exports.ticket(1007, comments=[
        exports.comment(22, exports.HELEN, "A new one", "2024-06-01T09:00:00Z"),
    ]))  # fmt: skip
    newer = bring(exports.zendesk(rows))
    for phase in ("check", "run"):
        assert ("ticket", "1007", "erased_here") in reasons(newer, phase)
    assert Ticket.objects.count() == 4
    assert found.tally["run"]["ticket"]["new"] == 4


def test_an_erasure_takes_the_upload_that_names_somebody(bring: Bring, cast: Cast) -> None:
    from core.persons import Person
    from integrations.importers.services import files
    from integrations.importers.services.persons import PERSONS

    found = bring(exports.zendesk())
    nobody = Person(frozenset(), frozenset({"nobody@else.test"}), ())
    helen = Person(frozenset(), frozenset({"helen@kestrel.test"}), ())
    assert PERSONS[0].counts(nobody) == {"uploads": 0}
    assert PERSONS[0].counts(helen) == {"uploads": 1}
    path = files.path_of(found)
    PERSONS[0].erase(helen)
    found.refresh_from_db()
    assert not path.exists()
    assert not path.with_suffix(".stage").exists()
    assert found.path == ""


def test_uploads_go_after_their_time(bring: Bring) -> None:
    from integrations.importers.services import files

    found = bring(exports.zendesk())
    assert services.files_clean(now=NOW + timedelta(days=29)) == 0
    after = (found.finished_at or NOW) + timedelta(days=31)
    assert services.files_clean(now=after) == 1
    assert not files.path_of(found).exists()


def test_every_step_of_an_import_is_in_the_audit_log(bring: Bring, step: Bring) -> None:
    step(bring(exports.zendesk()), "undo")
    actions = AuditEntry.objects.filter(action__startswith="importers.").order_by("pk")
    assert [entry.action.partition(".")[2] for entry in actions] == [
        "import_created", "import_started", "import_finished", "import_undo_asked", "import_undone",
    ]  # fmt: skip


def test_who_was_blocked_there_is_blocked_here_but_for_our_own(bring: Bring, cast: Cast) -> None:
    people = [
        exports.person(exports.AGENT, "Ines Agent", "ines.agent@staff.test", "agent"),
        exports.person(601, "Pest", "pest@dunmore.test", suspended=True),
        exports.person(602, "Left", cast.agent.email, suspended=True),
    ]
    comment = [exports.comment(1, 602, "I ask", "2024-05-03T09:00:00Z")]
    found = bring(
        exports.zendesk(
            [exports.ticket(1, requester_id=602, comments=comment)],
            **{"users.json": json.dumps({"users": people})},
        )
    )
    blocked = Contact.objects.get(is_blocked=True)
    assert (blocked.email, blocked.blocked_by) == ("pest@dunmore.test", cast.admin)
    assert blocked.blocked_at is not None
    assert AuditEntry.objects.filter(action="people.contact_blocked", target=f"contact:{blocked.pk}").exists()
    for phase in ("check", "run"):
        assert ("contact", "602", "not_blocked") in reasons(found, phase)
