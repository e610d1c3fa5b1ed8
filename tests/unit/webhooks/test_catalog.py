"""Every event of ours is told to others, or silent for a reason."""

import dataclasses
import re
from datetime import UTC, datetime, timedelta
from importlib import import_module
from pathlib import Path
from typing import Any, get_type_hints

import pytest
from django.apps import apps
from django.conf import settings

from core.errors import Invalid
from core.events import Event
from integrations.webhooks import patterns, schedule, signing
from integrations.webhooks.api.event_shapes import DATA, SHAPES
from integrations.webhooks.catalog import READERS, SILENT, TYPES, forms_of

ROOT = Path(__file__).resolve().parents[3]


def events() -> dict[str, type[Event]]:
    own = {config.name for config in apps.get_app_configs() if config.name in settings.OWN_APPS}
    for name in own:
        # Nobody may have needed them before this test.
        if (ROOT.joinpath(*name.split(".")) / "events.py").exists():
            import_module(f"{name}.events")
    return {
        one.name: one
        for one in Event.__subclasses__()
        if any(one.__module__.startswith(f"{name}.") for name in own)
    }


@pytest.mark.parametrize("name", sorted(events()))
def test_every_event_is_told_or_silent_with_a_reason(name: str) -> None:
    assert (name in READERS) != (name in SILENT), f"{name}: add it to the catalog, or to the silent ones"
    assert len(SILENT.get(name, "reason enough")) > 10


def test_nothing_is_told_of_events_that_are_gone() -> None:
    assert set(READERS) | set(SILENT) == set(events())


def sample(kind: type[Event]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    for field in dataclasses.fields(kind):
        hint = str(get_type_hints(kind)[field.name])
        if "dict" in hint:
            values[field.name] = {"priority": ["P3", "P1"]}
        elif "list" in hint:
            values[field.name] = ["notify"] if "str" in hint else [4, 5]
        elif "bool" in hint:
            values[field.name] = True
        elif "float" in hint:
            values[field.name] = 0.75
        else:
            values[field.name] = "word" if hint == "<class 'str'>" else 7
    return values


@pytest.mark.parametrize("name", sorted(READERS))
def test_what_is_told_has_the_shape_that_is_described(name: str) -> None:
    payload = sample(events()[name])
    forms = forms_of(name, payload)
    assert forms
    for form in forms:
        fields = SHAPES[form.type]().fields["data"].fields  # type: ignore[attr-defined]  # a serializer
        assert set(form.data) == set(fields), form.type
        for member, field in fields.items():
            assert form.data[member] is not None or field.allow_null, f"{form.type}: {member}"
        assert re.fullmatch(r"|[a-z]+:\d+", form.subject)


def test_every_type_can_happen_and_is_described() -> None:
    told = {form.type for name in READERS for form in forms_of(name, sample(events()[name]))}
    assert told == set(TYPES) == set(DATA)
    assert len(TYPES) == len(set(TYPES))


def test_the_documentation_lists_every_type_with_its_data() -> None:
    page = (ROOT / "docs/webhooks.md").read_text()
    rows = {
        kind: set(re.findall(r"`([a-z_]+)`", members))
        for kind, members in re.findall(r"^\| `([a-z_.]+)` \|[^|]*\|([^|]*)\|$", page, re.MULTILINE)
    }
    assert set(rows) == set(TYPES)
    for kind, (_, fields) in DATA.items():
        assert rows[kind] == set(fields), kind


def test_no_words_leave() -> None:
    """Ids and facts: no member could hold what somebody wrote, but for the fields of a ticket."""
    held = {name for _, fields in DATA.values() for name in fields}
    assert not held & {"text", "body", "body_text", "subject", "title", "content", "address", "email"}


def test_a_step_that_took_itself_back_is_no_change() -> None:
    assert forms_of("tickets.ticket_changed", {"ticket_id": 1, "changes": {}, "by_ref": "system"}) == []
    assert forms_of("nobody.knows_it", {}) == []


def test_patterns() -> None:
    assert patterns.fits("ticket.created", ["ticket.*"])
    assert patterns.fits("ticket.created", ["*"])
    assert not patterns.fits("ticket.created", ["tick*", "ticket", "tickets.*"])
    assert patterns.checked([" ticket.* ", "ticket.*"]) == ["ticket.*"]
    for bad in (
        [],
        ["ticket"],
        ["nothing.*"],
        ["ticket.*", "x"],
        ["*"] * 41 and [f"{n}.*" for n in range(41)],
    ):
        with pytest.raises(Invalid):
            patterns.checked(bad)


def test_the_moment_is_signed() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    one, two = (signing.signature(b"{}", keys=["k"], now=now + timedelta(seconds=s)) for s in (0, 1))
    assert one != two
    assert one.startswith("t=1772442000,v1=")
    assert signing.signature(b"{}", keys=["k", "l"], now=now).count("v1=") == 2
    assert signing.new_secret() != signing.new_secret()


def test_tries_never_go_beyond_their_day() -> None:
    now = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
    ends = now + schedule.GIVEN_UP_AFTER
    assert schedule.next_try(tries=8, status=500, headers={}, give_up_at=ends, now=now) is None
    later = schedule.next_try(tries=1, status=500, headers={}, give_up_at=now, now=now)
    assert later is None
    # A system without the header gets the usual pause.
    soon = schedule.next_try(tries=1, status=429, headers={}, give_up_at=ends, now=now)
    assert soon is not None
    assert soon - now < timedelta(minutes=1)
