"""What cannot be written is set aside and said; an import never tries for ever, and never in silence."""

from typing import Any

import pytest
from django.db import OperationalError

from integrations.importers import services
from integrations.importers.models import Import
from integrations.importers.services import bringing, reporting, undoing
from people.models import Team
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.api.importers.test_bringing import here, reasons
from tests.cast import Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db


def fails(*_: Any, **__: Any) -> Any:
    raise ValueError("never thought of")


def test_a_record_that_cannot_be_written_keeps_no_other(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded = bringing._loaded

    def breaks(context: Any, one: Any, *rest: Any) -> Any:
        return fails() if one.data["key"] == "1002" else loaded(context, one, *rest)

    monkeypatch.setattr(bringing, "_loaded", breaks)
    found = bring(exports.zendesk())
    assert (found.state, found.error) == ("done", "")
    assert ("ticket", "1002", "broken") in reasons(found, "run")
    assert found.tally["run"]["ticket"] == {"new": 3, "refused": 3}
    assert found.tally["run"]["message"] == {"new": 5, "refused": 4}
    assert found.tally["run"]["file"] == {"refused": 2, "new": 0}
    monkeypatch.undo()
    assert bring(exports.zendesk()).tally["run"]["ticket"] == {"new": 1, "known": 3, "refused": 2}


def test_a_team_that_was_deleted_since_has_no_ticket(upload: Bring, step: Bring, cast: Cast) -> None:
    team = Team.objects.create(name="Gone team", slug="gone")
    found = step(upload(exports.zendesk()), "check")
    assert {"32"} == {row["theirs"] for row in found.mapping if row["ours"] == str(team.pk)}
    team.delete()
    found = step(found, "run")
    assert found.state == "done"
    assert here(found, 1003).team_id is None


def test_ids_longer_than_is_remembered_are_set_aside(bring: Bring) -> None:
    at = "2024-03-01T09:00:00Z"
    rows = [
        exports.ticket(int("9" * 300), comments=[exports.comment(1, exports.HELEN, "Lost", at)]),
        exports.ticket(
            7,
            comments=[
                exports.comment(int("8" * 300), exports.HELEN, "Long", at),
                exports.comment(2, exports.HELEN, "Short", at),
            ],
        ),
    ]
    found = bring(exports.zendesk(rows))
    assert [(kind, code) for kind, _, code in sorted(reasons(found, "read"))] == [
        ("message", "id_too_long"), ("ticket", "id_too_long"),
    ]  # fmt: skip
    assert found.tally["run"]["message"]["new"] == 1
    assert "new" not in bring(exports.zendesk(rows)).tally["run"]["message"]


def test_half_a_sign_does_not_stop_the_comparison(bring: Bring) -> None:
    text = "half \ud83d a sign"
    comment = exports.comment(1, exports.HELEN, text, "2024-03-01T09:00:00Z")
    found = bring(exports.zendesk([exports.ticket(1, comments=[comment])]))
    assert found.state == "done"
    assert [row["differing"] for row in found.report["samples"]] == [0]


def test_what_came_is_done_without_a_comparison(bring: Bring, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(reporting, "compared", fails)
    found = bring(exports.zendesk())
    assert (found.state, found.report) == ("done", {})


def test_what_can_never_go_on_ends_with_a_word(
    upload: Bring, bring: Bring, step: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = bring(exports.zendesk())
    with monkeypatch.context() as patched:
        patched.setattr(undoing, "_take", fails)
        found = step(found, "undo")
    assert (found.state, found.error) == ("stopped", "broken: ")
    assert services.imports_waiting() == []
    assert step(found, "undo").state == "undone"
    assert not Ticket.objects.exists()

    with monkeypatch.context() as patched:
        patched.setattr(services.working, "_bring_singly", fails)
        patched.setattr(services.working, "_bring", fails)
        assert step(found, "check").state == "read"
    assert Import.objects.get(pk=found.pk).error == "broken: "
    assert step(found, "check").state == "checked"
    monkeypatch.setattr(services.reading, "restage", fails)
    assert upload(exports.zendesk()).state == "failed"


def test_a_machine_that_fails_is_no_fault_of_a_record(
    upload: Bring, step: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    def gone(*_: Any, **__: Any) -> Any:
        raise OperationalError("the connection is lost")

    found = step(upload(exports.zendesk()), "check")
    with monkeypatch.context() as patched:
        patched.setattr(bringing, "_loaded", gone)
        with pytest.raises(OperationalError):
            step(found, "run")
    assert services.imports_waiting() == [found.pk]
    services.import_work(import_id=found.pk)
    found.refresh_from_db()
    assert (found.state, found.tally["run"]["ticket"]["new"]) == ("done", 4)
