"""Of every kind each record of an export is counted once: it comes, is here already, or stays away."""

import json
from collections import Counter
from random import Random
from typing import Any

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.actors import SYSTEM
from integrations.importers import selectors
from integrations.importers.api.rendering import import_json
from integrations.importers.models import Import, Issue
from people.models import Company, Contact
from people.services import loading as customers
from people.services.loading import LoadedContact
from tests.api.importers import exports
from tests.api.importers.conftest import Bring
from tests.cast import NOW, Cast
from tickets.models import Ticket

pytestmark = pytest.mark.django_db
AT = "2024-03-01T09:00:00Z"


def kinds(found: Import, phase: str) -> dict[str, dict[str, int]]:
    return {row["kind"]: {"found": row["found"]} | row[phase] for row in import_json(found)["kinds"]}


def odd(found: Import, phase: str) -> dict[str, dict[str, int]]:
    """Kinds whose counts do not add up, or that are set aside without as many reasons."""
    reasons = Counter(Issue.objects.filter(import_run=found, phase=phase).values_list("kind", flat=True))
    wrong = {}
    for kind, one in kinds(found, phase).items():
        total = one["new"] + one["more"] + one["known"] + one["refused"]
        if total != one["found"] or min(one.values()) < 0 or one["refused"] > reasons[kind]:
            wrong[kind] = one
    return wrong


class World:
    """An export by chance, which grows; what stands in it once stays."""

    def __init__(self, seed: int) -> None:
        self.chance = Random(seed)
        self.people: list[dict[str, Any]] = []
        self.companies: list[dict[str, Any]] = []
        self.tickets: list[dict[str, Any]] = []
        self.articles: list[dict[str, Any]] = []
        self.files: dict[str, str | bytes] = {}
        self.number = 100

    def _key(self) -> int:
        self.number += 1
        return self.number

    def grow(self) -> bytes:
        pick = self.chance.choice
        for _ in range(self.chance.randrange(3)):
            name = pick(["Kestrel Freight", "Dunmore", "", "Kestrel Freight"])
            self.companies.append({"id": self._key(), "name": name, "domain_names": pick([[], ["k.test"]])})
        for _ in range(1 + self.chance.randrange(5)):
            email = pick(
                [None, "helen@kestrel.test", "here@kestrel.test", "no address", "ines.agent@staff.test"]
            )
            role = pick(["end-user", "end-user", "agent", "admin"])
            self.people.append(exports.person(self._key(), pick(["", "Helen", "Sam"]), email, role))
        for _ in range(self.chance.randrange(4)):
            self.tickets.append(
                exports.ticket(
                    self._key(),
                    requester_id=pick([*self.people, {"id": 7}])["id"],
                    status=pick(["open", "open", "solved", "deleted", "odd"]),
                    comments=[],
                )
            )
        for one in self.tickets:
            one["comments"] += [self._comment() for _ in range(self.chance.randrange(3))]
        for _ in range(self.chance.randrange(3)):
            key = self._key()
            address = f"https://k.zendesk.com/hc/articles/{pick([key, 61])}"
            self.articles.append(
                {"id": key, "title": "None here", "html_url": address, "draft": pick([True, False])}
            )
        orphan = self._comment() | {"ticket_id": 9}
        return exports.zendesk(
            self.tickets,
            **{
                "users.json": json.dumps({"users": self.people}),
                "organizations.json": json.dumps({"organizations": self.companies}),
                "articles.json": json.dumps({"articles": self.articles}),
                "ticket_comments.json": json.dumps({"comments": [orphan]}),
            },
            **self.files,
        )

    def _comment(self) -> dict[str, Any]:
        pick = self.chance.choice
        attachments = []
        for _ in range(pick([0, 0, 1, 2])):
            key = self._key()
            attachments.append({"id": key, "file_name": "a.txt"})
            if pick([True, False]):
                self.files[f"attachments/{key}/a.txt"] = pick(["Like this.", ""])
        author = pick([*self.people, {"id": 7}])["id"]
        text = pick(["It fails.", "", "<script>x()</script>"])
        return exports.comment(self._key(), author, text, AT, attachments=attachments)


@settings(
    max_examples=4, deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)  # fmt: skip
@given(seed=st.integers(0, 10**6), touched=st.booleans())
def test_every_record_is_counted_once(
    upload: Bring, step: Bring, cast: Cast, seed: int, touched: bool
) -> None:
    _ = cast.agent, cast.admin, cast.brand
    with transaction.atomic():
        customers.contacts_load(rows=[LoadedContact("Here", "here@kestrel.test")], actor=SYSTEM, now=NOW)
        world = World(seed)
        for round_ in range(3):
            found = upload(world.grow())
            assert found.state == "read", found.error
            for phase in ("check", "run"):
                before = Contact.objects.count(), Company.objects.count(), Ticket.objects.count()
                found = step(found, phase)
                assert odd(found, phase) == {}, (round_, phase)
            told = kinds(found, "run")
            after = Contact.objects.count(), Company.objects.count(), Ticket.objects.count()
            come = tuple(told[kind]["new"] for kind in ("contact", "company", "ticket"))
            assert come == tuple(now - then for now, then in zip(after, before, strict=True))
            assert told["agent"]["new"] == 0
            if touched:
                Ticket.objects.filter(pk=Ticket.objects.order_by("pk").values("pk")[:1]).update(
                    is_deleted=True
                )
        transaction.set_rollback(True)


def test_people_of_ours_are_told_apart_from_customers(upload: Bring, step: Bring, cast: Cast) -> None:
    customers.contacts_load(rows=[LoadedContact("Sam", "sam@dunmore.test")], actor=SYSTEM, now=NOW)
    people = [
        *exports.PEOPLE,
        exports.person(902, "Ines Again", "ines.agent@staff.test", "admin"),
        exports.person(903, "Gone Agent", "gone@elsewhere.test", "agent"),
        exports.person(504, "Sam Twice", "sam@dunmore.test"),
    ]
    found = step(upload(exports.zendesk(None, **{"users.json": json.dumps({"users": people})})), "check")
    for phase in ("check", "run"):
        found = found if phase == "check" else step(found, phase)
        told = kinds(found, phase)
        assert told["agent"] == {
            "found": 2, "new": 0, "more": 0, "known": 1, "refused": 1, "gone": 0, "stays": 0,
        }  # fmt: skip
        assert told["contact"] == {
            "found": 5, "new": 2, "more": 0, "known": 2, "refused": 1, "gone": 0, "stays": 0,
        }  # fmt: skip
        assert selectors.reasons(found)[phase][0] == ("agent", "nobody_here", 1)
    assert import_json(found)["agents_asking"] == 1
    undone = kinds(step(found, "undo"), "undo")
    assert (undone["contact"]["gone"], undone["contact"]["stays"]) == (2, 0)
    assert Contact.objects.filter(email="sam@dunmore.test").exists()


def test_a_ticket_that_brings_nothing_more_is_here_already(bring: Bring) -> None:
    rows = [exports.ticket(1, comments=[exports.comment(1, exports.HELEN, "Hi", AT)])]
    bring(exports.zendesk(rows))
    rows[0]["comments"].append(exports.comment(2, exports.HELEN, "", AT, html_body=""))
    assert kinds(bring(exports.zendesk(rows)), "run")["ticket"]["known"] == 1
