"""
What is kept out of the assistant reaches no engine, no model, no vectors and none of its tables (X4).

Every door is watched: the vectors of words, the built-in engine, and the model's stand-in.
"""

from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from assistant.engines.builtin import BuiltinEngine
from assistant.engines.builtin.heads import training_rows
from assistant.engines.choice import builtin, engine_for
from assistant.engines.protocol import ClassifyRequest
from assistant.models import BenchQuestion, GapTicket, Handoff, Reason, Run, Triage
from assistant.retrieval import passages_for
from assistant.services.extracting import extraction
from assistant.services.finding_gaps import gaps_find
from assistant.services.replaying import bench_keep
from assistant.tasks import keep_out
from core.models import AuditEntry
from integrations.issues.selectors.candidates import vector_of
from kb import embedding
from kb.models import SolvedTicket
from people.models import Brand
from quality.models import Review
from quality.services import reviews_judge
from tests.api.kb.test_sources_tickets import add, approve, candidates
from tests.api.quality.floor import LATER, Floor
from tests.cast import NOW, Cast
from tests.standins.openai import OpenAIStandIn
from tests.standins.openai.contract import is_here
from tickets.clearance import Cleared
from tickets.models import AiExclusion, CustomField, Handler, Ticket
from tickets.selectors import clearing
from tickets.services import ticket_merge, ticket_update

pytestmark = [
    pytest.mark.django_db,
    pytest.mark.skipif(not is_here(), reason="the contracts lie in ../shared"),
]
WORD = "zaffre7quoll"
TEXT = f"How do I rotate the Snowflake key? My {WORD} results must not leak. It fails with HLY-4012."
KINDS = ("brand", "category", "field")
Settle = Callable[[], None]


class Watched(list[str]):
    """All that any door has seen."""

    server: OpenAIStandIn

    @property
    def leaks(self) -> list[str]:
        """What of it has the word."""
        sent = [str(request) for request in self.server.state.requests]
        return [text[:120] for text in (*self, *sent) if WORD in text]


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch, settings: Any) -> Iterator[Watched]:
    found = Watched()
    embed = embedding.WordLlamaEngine.embed

    def embedding_seen(self: Any, texts: Any) -> Any:
        found.extend(texts)
        return embed(self, texts)

    monkeypatch.setattr(embedding.WordLlamaEngine, "embed", embedding_seen)
    for name in ("classify", "answer", "choose", "summarise", "extract", "rewrite", "translate", "judge"):
        real = getattr(BuiltinEngine, name)

        def seen(self: Any, *given: Any, _real: Any = real, **more: Any) -> Any:
            found.append(f"{given}{more}")
            return _real(self, *given, **more)

        monkeypatch.setattr(BuiltinEngine, name, seen)
    with OpenAIStandIn() as running:
        settings.AI_ENGINE = "openai"
        settings.OPENAI_BASE_URL, settings.OPENAI_API_KEY = running.url, "sk-test"
        found.server = running
        yield found


def keep(cast: Cast, kind: str) -> AiExclusion:
    """Keep out what `secret` makes."""
    if kind == "field":
        CustomField.objects.get_or_create(key="health", defaults={"label": "Health data", "kind": "checkbox"})
    value = {"brand": "", "category": "access", "field": "health"}[kind]
    brand = cast.brand if kind == "brand" else None
    return AiExclusion.objects.create(kind=kind, brand=brand, value=value, by_name="Ines Duarte")


def secret(cast: Cast, kind: str, **more: Any) -> Ticket:
    """A ticket of that kind, before anybody reads it."""
    every: dict[str, dict[str, Any]] = {
        "brand": {}, "category": {"type": "access"}, "field": {"custom": {"health": True}},
    }  # fmt: skip
    facts = every[kind]
    values: dict[str, Any] = {"subject": "A question", "body": TEXT, "channel": "widget"} | facts | more
    return cast.ticket(**values)


def tables_with_it(*prefixes: str) -> list[str]:
    """The tables of these apps in which the word stands, vectors' texts and all."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT relname FROM pg_class WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        )
        for (name,) in cursor.fetchall():
            if name.startswith(prefixes):
                cursor.execute(f'SELECT count(*) FROM "{name}" t WHERE t::text LIKE %s', [f"%{WORD}%"])  # noqa: S608 (names of the database itself)
                found += [name] if cursor.fetchone()[0] else []
    return found


OURS = ("assistant_", "kb_", "quality_")


def test_without_a_rule_the_doors_are_watched_rightly(cast: Cast, watched: Watched, settle: Settle) -> None:
    secret(cast, "brand")
    settle()
    assert watched.leaks
    assert tables_with_it(*OURS)


@pytest.mark.parametrize("kind", KINDS)
def test_a_message_goes_straight_to_a_person(cast: Cast, watched: Watched, settle: Settle, kind: str) -> None:
    keep(cast, kind)
    ticket = secret(cast, kind)
    settle()
    ticket.refresh_from_db()
    assert ticket.handler == Handler.PERSON
    handoff = Handoff.objects.get(ticket=ticket)
    assert (handoff.reason, handoff.wants) == (Reason.KEPT_OUT, "")
    assert Run.objects.get(ticket=ticket).outcome == "handed_over"
    assert Triage.objects.get(ticket=ticket).engine == "none"
    cast.says(ticket, f"And once more, {TEXT}")
    settle()
    assert watched.leaks == []
    assert tables_with_it(*OURS) == []


@pytest.mark.parametrize("kind", KINDS)
def test_nobody_gets_help_with_it_from_an_engine(
    cast: Cast, watched: Watched, settle: Settle, kind: str
) -> None:
    keep(cast, kind)
    ticket = secret(cast, kind)
    settle()
    api = cast.api(cast.agent)
    asked = [
        api.post(f"tickets/{ticket.pk}/copilot/draft"),
        api.get(f"tickets/{ticket.pk}/suggestions"),
        api.post(f"tickets/{ticket.pk}/copilot/summary"),
        api.post(f"tickets/{ticket.pk}/copilot/rewrite", {"text": TEXT, "style": "shorter"}),
        api.post(f"tickets/{ticket.pk}/copilot/translate", {"text": TEXT, "language": "de"}),
    ]
    assert [(one.status_code, one.json()["code"]) for one in asked] == [(409, "tickets.kept_out")] * 5
    assert asked[0].json()["kind"] == kind
    found = extraction(actor=cast.actor(cast.agent), ticket_id=ticket.pk)
    assert (found.engine, WORD in str(found)) == ("kept_out", False)
    assert vector_of(ticket.subject, TEXT, clearing.leave_of(ticket)) is None
    other = cast.ticket(by=cast.colleague, subject="A question", body="How do I rotate the Snowflake key?")
    for number in (ticket.pk, other.pk):
        assert api.get(f"tickets/{number}/merge-candidates").status_code == 200
    if kind != "brand":
        api.get(f"tickets/{other.pk}/suggestions")
    assert watched.leaks == []


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_is_learned_from_it(cast: Cast, watched: Watched, settle: Settle, kind: str) -> None:
    keep(cast, kind)
    ticket = secret(cast, kind)
    settle()
    cast.replies(ticket, cast.agent, f"About {WORD}: rotate the key under Settings.")
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    settle()
    gaps_find(now=NOW + timedelta(days=1))
    assert GapTicket.objects.get(ticket=ticket).question == ""
    source = add(cast)
    assert candidates(cast, source) == []
    assert approve(cast, source, ticket.pk) == 409
    assert bench_keep(ticket_id=ticket.pk, is_for_people=True, now=NOW) is None
    corrected = cast.api(cast.agent).patch(f"tickets/{ticket.pk}/triage", {"type": "bug"})
    assert corrected.status_code == 200
    if kind != "category":
        assert not [text for text, _ in training_rows("type") if WORD in text]
    assert watched.leaks == []
    assert tables_with_it(*OURS) == []


def test_a_model_does_not_score_it(cast: Cast, watched: Watched, settings: Any) -> None:
    floor = Floor(cast)
    row = floor.score(floor.solved(cast.agent, body=TEXT))[0]
    Review.objects.filter(pk=row.pk).update(judge_at=LATER)
    keep(cast, "brand")
    assert reviews_judge(now=LATER) == 0
    assert Review.objects.get(pk=row.pk).judge_at is None
    assert watched.server.state.requests == []


def test_what_was_made_before_goes(cast: Cast, watched: Watched, settle: Settle) -> None:
    ticket = secret(cast, "brand")
    settle()
    cast.replies(ticket, cast.agent, f"About {WORD}: rotate the key under Settings.")
    ticket_update(actor=cast.actor(cast.agent), ticket_id=ticket.pk, changes={"status": "resolved"}, now=NOW)
    settle()
    source = add(cast)
    assert approve(cast, source, ticket.pk) in (200, 201, 204)
    gaps_find(now=NOW + timedelta(days=1))
    assert GapTicket.objects.get(ticket=ticket).question
    keep(cast, "brand")
    assert keep_out() == 2
    row = GapTicket.objects.get(ticket=ticket)
    assert (row.title, row.question, any(row.words), any(row.vector)) == ("", "", False, False)
    assert not SolvedTicket.objects.filter(ticket=ticket, taken_back_at=None).exists()
    assert keep_out() == 0


def test_a_question_of_the_bench_is_not_tried_again(cast: Cast, watched: Watched, settle: Settle) -> None:
    ticket = secret(cast, "brand")
    BenchQuestion.objects.create(
        question=TEXT, channel="widget", expected="handed_over", ticket_id=ticket.pk, created_at=NOW
    )
    keep(cast, "brand")
    settle()
    admin = cast.api(cast.admin)
    admin.put("assistant/draft", {"settings": {"is_on": True}})
    admin.post("assistant/replays", {})
    settle()
    assert watched.leaks == []
    answer = admin.post("assistant/bench", {"ticket": ticket.pk, "expected": "handed_over"})
    assert answer.status_code in (404, 409, 422)


def test_until_the_category_is_known_nothing_leaves_the_machine(
    cast: Cast, watched: Watched, settle: Settle
) -> None:
    text = "I cannot sign in any more. My password is refused and the login page says access denied."
    read = builtin().classify(ClassifyRequest(text=text, subject="Sign-in")).fields["type"].value
    AiExclusion.objects.create(kind="category", value=read, by_name="Ines Duarte")
    ticket = cast.ticket(subject="Sign-in", body=text, channel="widget")
    settle()
    assert watched.server.state.requests == []
    ticket.refresh_from_db()
    assert (ticket.type, ticket.handler) == (read, Handler.PERSON)
    assert Handoff.objects.get(ticket=ticket).reason == Reason.KEPT_OUT
    with pytest.raises(clearing.KeptOut):
        clearing.cleared(ticket)


def test_a_merge_takes_the_rule_along(cast: Cast, settle: Settle) -> None:
    keep(cast, "field")
    source, target = secret(cast, "field"), cast.ticket()
    assert clearing.kept_out_by(target) is None
    ticket_merge(actor=cast.actor(cast.agent), source_id=source.pk, target_id=target.pk, now=NOW)
    assert clearing.kept_out_by(Ticket.objects.get(pk=target.pk)) is not None


def test_a_field_counts_once_it_is_filled_in(cast: Cast) -> None:
    keep(cast, "field")
    for value, is_out in ((True, True), (False, False), ("", False), (None, False), (0, True), ("no", True)):
        ticket = cast.ticket(custom={"health": value})
        assert (clearing.kept_out_by(ticket) is not None) == is_out, value
        assert clearing.open_to_ai(Ticket.objects.filter(pk=ticket.pk)).exists() != is_out, value
    assert clearing.open_to_ai(Ticket.objects.filter(pk=cast.ticket().pk)).exists()


def test_a_rule_of_one_brand_leaves_the_others_alone(cast: Cast) -> None:
    other = Brand.objects.create(name="Labs", slug="labs-apart")
    AiExclusion.objects.create(kind="category", value="billing", brand=other, by_name="Ines Duarte")
    ticket = cast.ticket(type="billing")
    assert clearing.cleared(ticket) == Cleared()
    assert clearing.open_to_ai(Ticket.objects.filter(pk=ticket.pk)).exists()
    ticket.brand = other
    with pytest.raises(clearing.KeptOut):
        clearing.cleared(ticket)


def test_a_door_opens_to_nobody_without_the_leave() -> None:
    with pytest.raises(TypeError):
        engine_for("answer", None)  # type: ignore[arg-type]  # as somebody might who does not run mypy
    with pytest.raises(TypeError):
        passages_for(None, reader=None, question="Why?")  # type: ignore[arg-type]  # the same


def test_admins_keep_out_and_let_in_again_and_it_is_audited(cast: Cast) -> None:
    api = cast.api(cast.admin)
    cast.ticket(type="billing", now=NOW)
    CustomField.objects.create(key="health", label="Health data", kind="checkbox")
    for wrong in (
        {"kind": "brand"}, {"kind": "category"}, {"kind": "field", "value": "unknown"},
        {"kind": "category", "value": "no such category"},
        {"kind": "brand", "brand_id": cast.brand.pk, "value": "x"},
    ):  # fmt: skip
        assert api.post("privacy/ai-exclusions", wrong).status_code == 422, wrong
    made = api.post("privacy/ai-exclusions", {"kind": "category", "value": "billing"})
    assert made.status_code == 201, made.content
    # Under its name on the screens too: another letter must not make a rule that protects nothing.
    assert api.post("privacy/ai-exclusions", {"kind": "category", "value": "Billing"}).status_code == 201
    shown = api.get("privacy/ai-exclusions").json()
    (one,) = shown["results"]
    assert (one["kind"], one["value"], one["brand_id"], one["by"]) == (
        "category", "billing", None, cast.admin.name,
    )  # fmt: skip
    assert "billing" in shown["categories"]
    assert shown["custom_fields"] == [{"key": "health", "label": "Health data"}]
    assert cast.api(cast.agent).get("privacy/ai-exclusions").status_code == 403
    assert cast.api(cast.supervisor).delete(f"privacy/ai-exclusions/{one['id']}").status_code == 403
    assert api.delete(f"privacy/ai-exclusions/{one['id']}").status_code == 204
    assert api.delete(f"privacy/ai-exclusions/{one['id']}").status_code == 404
    actions = AuditEntry.objects.filter(action__startswith="tickets.ai_exclusion").order_by("pk")
    assert [entry.action for entry in actions] == [
        "tickets.ai_exclusion_added", "tickets.ai_exclusion_removed",
    ]  # fmt: skip
