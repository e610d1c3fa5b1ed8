"""The query language: dates, operators, OR, numbers, mail prefixes, and hints."""

from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from tests.cast import Cast
from tickets.models import Ticket

BERLIN = ZoneInfo("Europe/Berlin")


def numbers(response: Any) -> list[int]:
    assert response.status_code == 200, response.content
    return [row["number"] for row in response.json()["results"]]


def found(cast: Cast, query: str, **more: Any) -> set[int]:
    return set(numbers(cast.api(cast.agent).get("tickets", {"q": query} | more)))


@pytest.mark.parametrize("uses_token_of", ["agent", "admin"])
def test_a_date_is_a_whole_day_of_the_asker(cast: Cast, uses_token_of: str) -> None:
    user = getattr(cast, uses_token_of)
    user.timezone = "Europe/Berlin"
    user.save()
    days = {}
    for day in (25, 26, 27, 28):
        early = cast.ticket(subject="x", created_at=datetime(2026, 11, day, 0, 5, tzinfo=BERLIN))
        late = cast.ticket(subject="x", created_at=datetime(2026, 11, day, 23, 55, tzinfo=BERLIN))
        days[day] = {early.pk, late.pk}
    api = cast.api(user)
    cases = {
        "created:2026-11-26": (26,),
        "created:>2026-11-26": (27, 28),
        "created:>=2026-11-26": (26, 27, 28),
        "created:<2026-11-26": (25,),
        "created:<=2026-11-26": (25, 26),
        "created:>=2026-11-26 created:<=2026-11-27": (26, 27),
        "created:2026-11-26..2026-11-27": (26, 27),
        "created:2026-11-25,2026-11-28": (25, 28),
        "-created:2026-11-26": (25, 27, 28),
        "before:2026-11-26": (25,),
        "after:2026-11-26": (27, 28),
        "created:2026-11": (25, 26, 27, 28),
        "created:2026-10": (),
        "created:2026": (25, 26, 27, 28),
    }
    for query, wanted in cases.items():
        assert set(numbers(api.get("tickets", {"q": query}))) == set().union(*(days[d] for d in wanted)), (
            query
        )
    view = api.post("views", {"name": "That day", "query": "created:2026-11-26"}).json()
    assert set(numbers(api.get("tickets", {"view": view["id"]}))) == days[26]
    assert api.get("views/counts").json() == {str(view["id"]): 2}


@pytest.mark.parametrize("field", ["created", "updated", "resolved", "due"])
def test_every_date_field_reads_the_same_forms(cast: Cast, field: str) -> None:
    column = {"created": "created_at", "updated": "last_activity_at", "resolved": "resolved_at"}.get(
        field, "next_due_at"
    )
    at: dict[str, Any] = {column: datetime(2026, 11, 26, 23, 30, tzinfo=ZoneInfo("UTC"))}
    inside = cast.ticket(**at)
    cast.ticket(**{name: moment + timedelta(hours=1) for name, moment in at.items()})
    assert found(cast, f"{field}:2026-11-26") == {inside.pk}
    body = cast.api(cast.agent).get("tickets", {"q": f"{field}:26.11.2026"}).json()
    assert body["problems"] == [f"{field}:26.11.2026"]
    assert "2026-11-26" in body["hints"][0]["message"]
    assert body["hints"][0]["code"] == "unknown_date"


def test_subject_looks_at_the_subject_alone(cast: Cast) -> None:
    titled = cast.ticket(subject="Snowflake key rotation", body="Hello")
    cast.ticket(subject="Other", body="About the snowflake key")
    for query in (
        "subject:snowflake",
        'subject:"snowflake key"',
        "title:snow",
        "subject:snowflake subject:key",
    ):
        assert found(cast, query) == {titled.pk}, query


def test_or_joins_words_and_conditions(cast: Cast) -> None:
    one = cast.ticket(subject="Alpha", body="x", status="open", priority="P1")
    two = cast.ticket(subject="Beta", body="x", status="pending", priority="P2")
    three = cast.ticket(subject="Gamma", body="x", status="open", priority="P3")
    assert found(cast, "alpha OR beta") == {one.pk, two.pk}
    assert found(cast, '"alpha" OR beta OR gamma') == {one.pk, two.pk, three.pk}
    assert found(cast, "alpha OR gamma priority:P3") == {three.pk}
    assert found(cast, "status:pending OR priority:P1") == {one.pk, two.pk}
    assert found(cast, "-alpha -beta") == {three.pk}
    body = cast.api(cast.agent).get("tickets", {"q": "alpha OR status:open"}).json()
    assert [hint["code"] for hint in body["hints"]] == ["mixed_or"]


def test_an_unknown_operator_is_text_and_is_explained(cast: Cast) -> None:
    ticket = cast.ticket(subject="Broken", body="It says error: 42 again.")
    body = cast.api(cast.agent).get("tickets", {"q": "error:42"}).json()
    assert [row["number"] for row in body["results"]] == [ticket.pk]
    assert body["hints"][0]["part"] == "error:42"
    assert "There is no operator error:" in body["hints"][0]["message"]
    searched = cast.api(cast.agent).get("search", {"q": "foo:bar"}).json()
    assert searched["hints"][0]["code"] == "unknown_operator"
    assert (
        cast.api(cast.agent).get("tickets", {"q": "status:opne"}).json()["hints"][0]["code"]
        == "unknown_value"
    )


def test_a_named_number_is_the_ticket_and_nothing_else(cast: Cast) -> None:
    ticket = cast.ticket(subject="First")
    cast.ticket(subject="Second", body=f"As in #{ticket.pk}.")
    api = cast.api(cast.agent)
    n = ticket.pk
    for query in (
        f"#{n}",
        f"Ticket #{n}",
        f"[#{n}]",
        f"ticket {n}",
        f"[Ticket #{n}]",
        f"Re: [#{n}]",
        f"(#{n})",
        f"AW: Ticket #{n}",
    ):
        body = api.get("search", {"q": query}).json()
        assert [(row["type"], row["number"]) for row in body["results"]] == [("ticket", n)], query
        assert api.get("search", {"q": query, "type": "article"}).json()["results"] == [], query
        assert numbers(api.get("tickets", {"q": query})) == [n], query
    assert numbers(api.get("search", {"q": str(n)}))[0] == n


def test_a_number_of_no_ticket_is_looked_for_in_texts(cast: Cast) -> None:
    ticket = cast.ticket(subject="Order", body="My order #99887766 is late.")
    api = cast.api(cast.agent)
    for query in ("#99887766", "order #99887766", "99887766"):
        assert numbers(api.get("search", {"q": query})) == [ticket.pk], query


def test_a_bracketed_number_comes_before_what_the_rest_finds(cast: Cast) -> None:
    first = cast.ticket(subject="Nothing like it")
    second = cast.ticket(subject="Broken page")
    assert numbers(cast.api(cast.agent).get("search", {"q": f"Re: [#{first.pk}] Broken page"})) == [
        first.pk,
        second.pk,
    ]


@pytest.mark.parametrize(
    "prefix",
    ["Re: ", "RE:", "AW: ", "Fwd: ", "FW: ", "WG: ", "Re[2]: ", "Re: AW: Fwd: ", "回复\uff1a", "TR : "],
)  # fmt: skip
def test_what_mail_puts_before_a_subject_is_left_out(cast: Cast, prefix: str) -> None:
    ticket = cast.ticket(subject="Rückerstattung für Müller", body="Bitte.")
    assert found(cast, f"{prefix}Rückerstattung für Müller") == {ticket.pk}


@pytest.mark.parametrize(
    "query",
    [
        "https://app.halyard.example/reports/weekly?team=blue",
        "app.halyard.example/reports/weekly?team=blue",
        "http://app.halyard.example/reports/weekly",
        "https://app.halyard.example",
        "<https://app.halyard.example/reports/weekly?team=blue>",
        '"https://app.halyard.example/reports/weekly?team=blue"',
        "halyard.example",
        "reports/weekly",
    ],
)
def test_a_pasted_address_is_found(cast: Cast, query: str) -> None:
    ticket = cast.ticket(
        subject="Broken page",
        body="The page https://app.halyard.example/reports/weekly?team=blue shows an error.",
    )
    cast.ticket(subject="Other page", body="weekly reports of team blue at https://app.halyard.test/")
    assert found(cast, query) == {ticket.pk}


@pytest.mark.parametrize(
    ("query", "corrected"),
    [
        ("snowflke", "snowflake"),
        ("snwoflake export", "snowflake export"),
        ("wharehouse", "warehouse"),
        ("permision", "permission"),
        ("exprot", "export"),
    ],
)
def test_a_misspelled_word_finds_what_was_meant_and_says_so(cast: Cast, query: str, corrected: str) -> None:
    ticket = cast.ticket(subject="Snowflake export", body="The warehouse says permission denied.")
    body = cast.api(cast.agent).get("search", {"q": query, "type": "ticket"}).json()
    assert [row["number"] for row in body["results"]] == [ticket.pk]
    assert body["corrected"] == corrected
    assert cast.api(cast.agent).get("tickets", {"q": query}).json()["corrected"] == corrected


def test_exact_words_are_never_replaced(cast: Cast) -> None:
    cast.ticket(subject="Snowflake export")
    exact = cast.ticket(subject="Snowflakes melt")
    body = cast.api(cast.agent).get("search", {"q": "melt", "type": "ticket"}).json()
    assert [row["number"] for row in body["results"]] == [exact.pk]
    assert "corrected" not in body
    assert cast.api(cast.agent).get("search", {"q": "zzzzqqq"}).json()["results"] == []


def test_a_correction_gives_away_nothing_that_the_asker_may_not_see(cast: Cast) -> None:
    cast.ticket(subject="Confidential acquisition", team=cast.team)
    body = cast.api(cast.team_agent).get("search", {"q": "aquisition", "type": "ticket"}).json()
    assert body == {"results": [], "next": None}


@pytest.mark.parametrize(
    ("query", "kind"),
    [("helne", "contact"), ("marhs", "contact"), ("kestrl", "company"), ("helen mrash", "contact")],
)
def test_misspelled_people_and_companies_are_found(cast: Cast, query: str, kind: str) -> None:
    assert cast.customer.pk
    rows = cast.api(cast.agent).get("search", {"q": query, "type": kind}).json()["results"]
    assert [row["title"] for row in rows] == ["Helen Marsh" if kind == "contact" else "Kestrel Freight"]
    path = "contacts" if kind == "contact" else "companies"
    assert len(cast.api(cast.agent).get(path, {"q": query}).json()["results"]) == 1


def test_somebody_may_be_called_like_a_stop_word(cast: Cast) -> None:
    cast.contact("Will Now", "will@now.test", None)
    for query in ("will", "Will Now", "now", "will@now.test"):
        rows = cast.api(cast.agent).get("search", {"q": query, "type": "contact"}).json()["results"]
        assert [row["title"] for row in rows] == ["Will Now"], query


def test_a_changed_name_is_found_at_once(cast: Cast) -> None:
    contact = cast.customer
    contact.name = "Helena Moor"
    contact.save(update_fields=["name"])
    rows = cast.api(cast.agent).get("search", {"q": "moor", "type": "contact"}).json()["results"]
    assert [row["title"] for row in rows] == ["Helena Moor"]
    assert Ticket.objects.count() == 0
