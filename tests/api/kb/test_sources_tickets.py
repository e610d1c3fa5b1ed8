"""Solved tickets as a source: approved by a person, without personal data, until somebody writes again."""

from collections.abc import Callable
from typing import Any

from kb.models import Article, Chunk, SourceLine
from kb.selectors import retrieve
from tests.cast import NOW, Cast
from tickets.models import Ticket
from tickets.services import post_reply, ticket_update

Settle = Callable[[], None]


def solved(cast: Cast) -> Ticket:
    ticket = cast.ticket(
        body=(
            "Hi Ines,\nour nightly export fails with HLY-4012. Write to me at cara@acme.test or call"
            " +49 30 1234567. The key is sk_live_51Habc123XYZ789defg.\nBest regards\nCara"
        )
    )
    post_reply(
        actor=cast.actor(cast.agent),
        ticket_id=ticket.pk,
        body_text=(
            f"Hello {cast.customer.name},\n\nrotate the warehouse key, then run the export again for"
            f" {cast.company.name}.\n\nKind regards\nInes Agent"
        ),
        now=NOW,
    )
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    return ticket


def add(cast: Cast) -> int:
    response = cast.api(cast.supervisor).post("kb/sources", {"name": "Solved", "kind": "tickets"})
    assert response.status_code == 201, response.content
    return int(response.json()["id"])


def candidates(cast: Cast, pk: int) -> list[dict[str, Any]]:
    response = cast.api(cast.supervisor).get(f"kb/sources/{pk}/candidates")
    assert response.status_code == 200, response.content
    found: list[dict[str, Any]] = response.json()["results"]
    return found


def approve(cast: Cast, pk: int, number: int) -> int:
    response = cast.api(cast.supervisor).post(f"kb/sources/{pk}/tickets", {"number": number})
    return int(response.status_code)


def test_a_person_sees_what_would_be_kept_and_approves_it(cast: Cast, settle: Settle) -> None:
    ticket, pk = solved(cast), add(cast)
    [one] = candidates(cast, pk)
    text = f"{one['title']} {one['problem']} {one['solution']}"
    for private in (
        cast.customer.name, cast.customer.name.split()[0], "cara@acme.test", "1234567", "sk_live", "Ines",
        cast.company.name, "regards",
    ):  # fmt: skip
        assert private not in text, private
    assert "HLY-4012" in one["problem"]
    assert "rotate the warehouse key" in one["solution"]
    assert not Article.objects.exists()
    assert approve(cast, pk, ticket.pk) == 204
    settle()
    assert candidates(cast, pk) == []
    assert retrieve(cast.actor(cast.agent), "export fails HLY-4012")[0].title == one["title"]
    assert retrieve(cast.actor(cast.customer), "export fails HLY-4012") == []
    source = cast.api(cast.supervisor).get(f"kb/sources/{pk}").json()
    assert (source["items"], source["audience"]) == (1, "staff")
    rows = cast.api(cast.supervisor).get(f"kb/sources/{pk}/tickets").json()["results"]
    assert [(row["number"], row["approved_by"]["id"]) for row in rows] == [(ticket.pk, cast.supervisor.pk)]


def test_it_is_taken_back_when_the_customer_writes_again(cast: Cast, settle: Settle) -> None:
    ticket, pk = solved(cast), add(cast)
    approve(cast, pk, ticket.pk)
    settle()
    assert Chunk.objects.exists()
    cast.says(ticket, "It fails again.")
    settle()
    assert not Chunk.objects.exists()
    line = SourceLine.objects.get(outcome="gone")
    assert line.reason == "wrote_again"
    assert approve(cast, pk, ticket.pk) == 409
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    assert [one["number"] for one in candidates(cast, pk)] == [ticket.pk]


def test_a_person_takes_it_back_for_good(cast: Cast, settle: Settle) -> None:
    ticket, pk = solved(cast), add(cast)
    approve(cast, pk, ticket.pk)
    response = cast.api(cast.supervisor).delete(f"kb/sources/{pk}/tickets/{ticket.pk}")
    assert response.status_code == 204
    assert not Chunk.objects.exists()
    assert candidates(cast, pk) == []


def test_reading_again_keeps_what_is_still_solved(cast: Cast, settle: Settle) -> None:
    ticket, pk = solved(cast), add(cast)
    approve(cast, pk, ticket.pk)
    settle()
    cast.api(cast.supervisor).post(f"kb/sources/{pk}/read")
    settle()
    run = cast.api(cast.supervisor).get(f"kb/sources/{pk}").json()["run"]
    assert (run["state"], run["unchanged"], run["gone"]) == ("done", 1, 0)
    Ticket.objects.filter(pk=ticket.pk).update(is_spam=True)
    cast.api(cast.supervisor).post(f"kb/sources/{pk}/read")
    settle()
    assert cast.api(cast.supervisor).get(f"kb/sources/{pk}").json()["run"]["gone"] == 1
    assert not Chunk.objects.exists()


def test_nobody_approves_what_they_may_not(cast: Cast) -> None:
    ticket, pk = solved(cast), add(cast)
    api = cast.api(cast.agent)
    assert api.post(f"kb/sources/{pk}/tickets", {"number": ticket.pk}).status_code == 403
    assert api.get(f"kb/sources/{pk}/candidates").status_code == 403
    assert approve(cast, pk, ticket.pk + 999) == 404
    narrow = cast.api(cast.supervisor, ["kb:write"])
    assert narrow.get(f"kb/sources/{pk}/candidates").status_code == 403
