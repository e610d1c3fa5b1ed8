"""Runbooks of tickets: whose they are, what is marked, and what becomes of marks."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

from core.models import OutboxEvent
from kb.audience import ANONYMOUS, reader_of
from kb.models import Article, Chunk, RunbookMark
from kb.selectors.runbooks import runbooks_of
from people.models import Role
from tests.cast import NOW, ApiClient, Cast
from tickets.models import Ticket

STEPS: list[dict[str, Any]] = [
    {"key": "ask", "kind": "ask", "text": "Ask for the invoice number"},
    {"key": "look", "kind": "check", "text": "Look for earlier credits"},
    {"key": "credit", "kind": "decide", "text": "Give a credit", "limit": 250, "unit": "USD"},
    {"key": "up", "kind": "escalate", "text": "Escalate for Enterprise"},
]


@pytest.fixture(autouse=True)
def _now(freeze: Callable[[datetime], datetime]) -> None:
    freeze(NOW)


@pytest.fixture
def ticket(cast: Cast) -> Ticket:
    return cast.ticket(product_area="billing")


def write(cast: Cast, **more: Any) -> dict[str, Any]:
    values = {
        "title": "Credits", "body": "Rules.", "audience": "staff", "status": "published",
        "product_area": "billing", "runbook": STEPS,
    }  # fmt: skip
    response = cast.api(cast.supervisor).post("articles", values | more)
    assert response.status_code == 201, response.text
    return dict(response.json())


def mark(api: ApiClient, ticket: Ticket, article: dict[str, Any], step: str, **more: Any) -> Any:
    body = {"article_id": article["id"], "step": step, "state": "done"} | more
    return api.post(f"tickets/{ticket.pk}/runbook", body)


def shown(api: ApiClient, ticket: Ticket) -> dict[str, Any]:
    response = api.get(f"tickets/{ticket.pk}/runbook")
    assert response.status_code == 200, response.text
    return dict(response.json())


def marks(body: dict[str, Any]) -> dict[str, Any]:
    return {step["key"]: step["mark"] for book in body["results"] for step in book["steps"]}


def test_a_ticket_shows_the_runbook_of_its_category(cast: Cast, ticket: Ticket) -> None:
    write(cast)
    write(cast, title="Exports", product_area="exports")
    write(cast, title="Draft", status="draft")
    body = shown(cast.api(cast.agent), ticket)
    assert body["category"] == "billing"
    assert [book["article"]["title"] for book in body["results"]] == ["Credits"]
    assert [step["text"] for step in body["results"][0]["steps"]] == [step["text"] for step in STEPS]
    assert body["may_mark"] is True


def test_a_brand_gets_its_own_first_and_none_of_another(cast: Cast, ticket: Ticket) -> None:
    write(cast, title="All")
    write(cast, title="Own", brand_ids=[cast.brand.pk])
    write(cast, title="Other", brand_ids=[cast.other_brand.pk])
    titles = [book["article"]["title"] for book in shown(cast.api(cast.agent), ticket)["results"]]
    assert titles == ["Own", "All"]


def test_a_ticket_without_a_category_has_none(cast: Cast) -> None:
    write(cast, product_area="")
    assert shown(cast.api(cast.agent), cast.ticket())["results"] == []


def test_marks_say_who_and_when_and_can_be_taken_back(cast: Cast, ticket: Ticket) -> None:
    article, api = write(cast), cast.api(cast.agent)
    body = mark(api, ticket, article, "ask").json()
    assert (marks(body)["ask"]["by"], marks(body)["ask"]["state"]) == ("Ines Agent", "done")
    assert marks(mark(api, ticket, article, "ask", state="open").json())["ask"] is None
    assert OutboxEvent.objects.filter(name="kb.runbook_marked").count() == 2


def test_another_agent_hears_that_something_changed_and_nothing_of_the_article(
    cast: Cast, ticket: Ticket
) -> None:
    article = write(cast)
    mark(cast.api(cast.agent), ticket, article, "credit", amount="400", reason="Agreed with Sue")
    row = OutboxEvent.objects.get(name="kb.runbook_marked")
    assert f"ticket:{ticket.pk}" in str(row.topics)
    for words in ("Give a credit", "Agreed with Sue", "Credits"):
        assert words not in str(row.payload) + str(row.topics)
    assert marks(shown(cast.api(cast.teammate), ticket))["credit"]["reason"] == "Agreed with Sue"


def test_deviations_need_a_reason(cast: Cast, ticket: Ticket) -> None:
    article, api = write(cast), cast.api(cast.agent)
    for more, field in (
        ({"step": "look", "state": "skipped"}, "reason"),
        ({"step": "credit"}, "amount"),
        ({"step": "credit", "amount": "251"}, "reason"),
        ({"step": "ask", "amount": "3"}, "amount"),
    ):
        response = mark(api, ticket, article, **more)
        assert response.status_code == 422
        assert list(response.json()["errors"]) == [field]
    assert not RunbookMark.objects.exists()
    over = mark(api, ticket, article, "credit", amount="251", reason="Agreed with Sue").json()
    assert marks(over)["credit"]["is_over"] is True
    left = mark(api, ticket, article, "look", state="skipped", reason="Looked yesterday").json()
    assert marks(left)["look"]["reason"] == "Looked yesterday"
    assert marks(mark(api, ticket, article, "credit", amount="250").json())["credit"]["is_over"] is False


def test_another_category_keeps_the_marks(cast: Cast, ticket: Ticket) -> None:
    article, api = write(cast), cast.api(cast.agent)
    write(cast, title="Exports", product_area="exports")
    mark(api, ticket, article, "ask")
    api.patch(f"tickets/{ticket.pk}", {"product_area": "exports"})
    body = shown(api, ticket)
    assert [book["article"]["title"] for book in body["results"]] == ["Exports"]
    assert [one["text"] for one in body["earlier"]] == ["Ask for the invoice number"]
    api.patch(f"tickets/{ticket.pk}", {"product_area": "billing"})
    assert marks(shown(api, ticket))["ask"]["by"] == "Ines Agent"


def test_another_version_keeps_what_was_checked_in_the_words_of_then(cast: Cast, ticket: Ticket) -> None:
    article, api = write(cast), cast.api(cast.agent)
    for step in ("ask", "look"):
        mark(api, ticket, article, step)
    steps = [STEPS[0] | {"text": "Ask for the number of the invoice"}, *STEPS[2:]]
    path = f"articles/{article['id']}"
    assert cast.api(cast.supervisor).patch(path, {"runbook": steps}).status_code == 200
    body = shown(api, ticket)
    assert body["results"][0]["version"] == 2
    assert marks(body)["ask"]["text"] == "Ask for the invoice number"
    assert [one["step"] for one in body["earlier"]] == ["look"]
    assert mark(api, ticket, article, "look").status_code == 404


def test_readers_get_what_is_published_until_the_change_is(cast: Cast, ticket: Ticket) -> None:
    article = write(cast)
    cast.api(cast.agent).patch(f"articles/{article['id']}", {"runbook": STEPS[:1]})
    assert len(marks(shown(cast.api(cast.agent), ticket))) == 4
    cast.api(cast.supervisor).patch(f"articles/{article['id']}", {"status": "published"})
    assert len(marks(shown(cast.api(cast.agent), ticket))) == 1


def test_versions_hold_the_steps_and_bring_them_back(cast: Cast) -> None:
    article, api = write(cast), cast.api(cast.supervisor)
    path = f"articles/{article['id']}"
    api.patch(path, {"runbook": []})
    assert len(api.get(f"{path}/versions/1").json()["runbook"]) == 4
    restored = api.post(f"{path}/restore", {"version": 1}).json()
    assert [step["key"] for step in restored["runbook"]] == [step["key"] for step in STEPS]


def test_only_internal_articles_have_one(cast: Cast) -> None:
    api = cast.api(cast.supervisor)
    values = {"title": "Open", "body": "x", "audience": "public", "runbook": STEPS}
    assert api.post("articles", values).status_code == 422
    article = write(cast)
    opened = api.patch(f"articles/{article['id']}", {"audience": "customers"})
    assert (opened.status_code, list(opened.json()["errors"])) == (422, ["runbook"])
    translated = api.post(f"articles/{article['id']}/translations", {"language": "de"}).json()
    assert api.patch(f"articles/{translated['id']}", {"runbook": STEPS}).status_code == 422


def test_who_may_not_read_the_article_sees_neither_steps_nor_marks(cast: Cast, ticket: Ticket) -> None:
    article = write(cast, audience="teams", team_ids=[cast.team.pk])
    mark(cast.api(cast.agent), ticket, article, "look", state="skipped", reason="Known")
    stranger = cast.api(cast.teammate)
    body = shown(stranger, ticket)
    assert (body["results"], body["earlier"]) == ([], [])
    assert mark(stranger, ticket, article, "ask").status_code == 404
    Article.objects.get(pk=article["id"]).delete()
    assert shown(stranger, ticket)["earlier"] == []
    assert [one["reason"] for one in shown(cast.api(cast.agent), ticket)["earlier"]] == ["Known"]


def test_stranger_gets_404_and_who_only_reads_may_not_mark(cast: Cast, ticket: Ticket) -> None:
    article = write(cast)
    assert cast.api(cast.team_agent).get(f"tickets/{ticket.pk}/runbook").status_code == 404
    assert mark(cast.api(cast.team_agent), ticket, article, "ask").status_code == 404
    reader = cast.api(cast.read_only)
    assert shown(reader, ticket)["may_mark"] is False
    assert mark(reader, ticket, article, "ask").status_code == 403
    narrow = cast.staff("Nils Narrow", Role.AGENT, team=cast.other_team, ticket_scope="own")
    assert cast.api(narrow).get(f"tickets/{ticket.pk}/runbook").status_code == 404
    assert ApiClient().get(f"tickets/{ticket.pk}/runbook").status_code == 401


def test_customers_and_the_assistant_get_none_of_it(cast: Cast) -> None:
    article = write(cast)
    row = Article.objects.get(pk=article["id"])
    # Whatever the columns say: the reader decides, too.
    Article.objects.filter(pk=row.pk).update(audience_keys=["public", "customers", "staff"])
    assert runbooks_of(actor=cast.actor(cast.customer), category="billing", brand_id=None) == []
    assert set(reader_of(None).keys) == set(ANONYMOUS.keys)
    assert not any("invoice number" in text for text in Chunk.objects.values_list("text", flat=True))


def test_a_redaction_of_the_ticket_reaches_the_reasons(cast: Cast, ticket: Ticket) -> None:
    article, api = write(cast), cast.api(cast.supervisor)
    entry = cast.replies(ticket, cast.agent, "Card 4111 1111 1111 1111 was charged.")
    mark(api, ticket, article, "look", state="skipped", reason="Card 4111 1111 1111 1111 is known")
    path = f"tickets/{ticket.pk}/entries/{entry.pk}/redaction"
    answer = api.post(path, {"words": "4111 1111 1111 1111", "reason": "Card"})
    assert answer.status_code == 200, answer.text
    assert "4111" not in RunbookMark.objects.get().reason
