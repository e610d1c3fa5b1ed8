"""Asking the figures: a question becomes a query, which is run and remembered for its asker alone."""

from dataclasses import dataclass
from datetime import date, datetime

from django.conf import settings
from django.db import transaction

from assistant.engines.choice import BUILTIN, plan, with_engine
from assistant.engines.protocol import Queries, QueryRequest, Unsupported
from core.actors import Actor
from core.errors import Conflict, NotFound, UpstreamFailed
from insights.ask.grammar import GRAMMAR
from insights.ask.language import Unreadable, read, write
from insights.ask.names import Names, form
from insights.ask.reader import Understood, understand
from insights.ask.tree import Query
from insights.ask.words import NO_NAMES
from insights.models import AskedQuestion
from insights.selectors.asking import Told, told
from insights.selectors.figures import SEE
from insights.selectors.naming import companies_like, names_for, names_in
from people.policy import require
from sla.selectors import installation_zone
from tickets.clearance import NO_TICKET

MAX_REMEMBERED = 100
MAX_KEPT = 50
_SENT = ("team", "brand", "tag", "area", "company")
"""Fields whose names a model gets; of people only those who stand in the question."""


class TooManyKept(Conflict):
    """Somebody keeps as many questions as can be kept."""

    code = "insights.too_many_kept"


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What came of a question: an answer, readings to choose from, or nothing but words that mean nothing here.

    `query` is the text of the query that ran; `number` that of the question as it is remembered, None for
    programs.
    """

    understood: Understood
    told: Told | None = None
    query: str = ""
    number: int | None = None
    is_kept: bool = False


def question_ask(*, actor: Actor, question: str, now: datetime) -> Answer:
    """
    Answer a question in somebody's words, or ask back.

    Raises Forbidden, TooMuch.
    """
    require(actor, SEE)
    understood, names = _understood(actor, question, now)
    if not understood.is_sure:
        return Answer(understood)
    return _answer(actor, understood, names, question, now)


def query_ask(*, actor: Actor, query: str, question: str = "", now: datetime) -> Answer:
    """
    Answer a query; `question` is what it was made from.

    Raises Forbidden, Unreadable, TooMuch.
    """
    require(actor, SEE)
    settled, names = query_read(actor=actor, query=query, now=now)
    return _answer(actor, Understood((settled,), by="person"), names, question, now)


def query_read(*, actor: Actor, query: str, now: datetime) -> tuple[Query, Names]:
    """A query as the installation writes it, and the names in it. Raises Forbidden, Unreadable."""
    require(actor, SEE)
    tree = read(query)
    names = names_in(actor=actor, query=tree, now=now)
    return names.settled(tree), names


def _answer(actor: Actor, understood: Understood, names: Names, question: str, now: datetime) -> Answer:
    query = understood.readings[0]
    text = write(query)
    found = told(actor=actor, query=query, names=names, now=now)
    row = _remember(actor, question, text, now)
    if row is None:
        return Answer(understood, found, text)
    return Answer(understood, found, text, row.pk, row.is_kept)


def _understood(actor: Actor, question: str, now: datetime) -> tuple[Understood, Names]:
    """By the model where one is configured, else, or where it does not know, by patterns."""
    names = names_for(actor=actor, text=question, now=now)
    today = now.astimezone(installation_zone()).date()
    own = understand(question, names=names, today=today)
    if own.left and own.readings:
        # A word that nothing explains may be how people call a company for short.
        said = [word for word in own.left if len(word) > 2 and word not in NO_NAMES]
        like = companies_like(actor=actor, words=said)
        called = {word: name for name, (_, word) in like.items() if word in form(name).split(" ")}
        if called:
            ids = {name: pk for name, (pk, _) in like.items() if name in called.values()}
            names = names.having("company", ids).called("company", called)
            own = understand(question, names=names, today=today)
    if plan(settings.AI_ENGINE)["query"] != BUILTIN:
        by_model = _by_model(question, names, today)
        if by_model is not None:
            return by_model, names
    return own, names


def _by_model(question: str, names: Names, today: date) -> Understood | None:
    """None where the model does not answer, or nothing of what it says is a query."""
    said = form(question)
    people = [name for name in names.values("assignee") if form(name).split(" ")[0] in said.split(" ")]
    request = QueryRequest(
        question=question,
        grammar=GRAMMAR,
        names={**{name: names.values(name) for name in _SENT}, "assignee": people},
        today=today.isoformat(),
    )
    try:
        queries: Queries = with_engine("query", NO_TICKET, lambda engine: engine.query(request)).result
    except (Unsupported, UpstreamFailed):
        return None
    readings = []
    for text in queries.texts:
        try:
            readings.append(names.settled(read(text)))
        except Unreadable:
            continue
    if queries.texts and not readings:
        return None
    return Understood(tuple(dict.fromkeys(readings)), by=queries.engine)


def _remember(actor: Actor, question: str, text: str, now: datetime) -> AskedQuestion | None:
    """Asked again it moves up; the oldest beyond MAX_REMEMBERED go, but for those that are kept."""
    if actor.user_id is None:
        return None
    own = AskedQuestion.objects.filter(user_id=actor.user_id)
    with transaction.atomic():
        row = own.filter(query=text).order_by("-is_kept", "-pk").first()
        if row is None:
            row = AskedQuestion(user_id=actor.user_id, query=text)
        row.question, row.asked_at = question or row.question, now
        row.save()
        last = own.filter(is_kept=False).order_by("-asked_at", "-pk").values_list("pk", flat=True)
        own.filter(pk__in=list(last[MAX_REMEMBERED : MAX_REMEMBERED + 100])).delete()
    return row


def question_keep(*, actor: Actor, question_id: int, is_kept: bool) -> AskedQuestion:
    """
    Keep one of the actor's questions as a favourite, or no longer.

    Raises Forbidden, NotFound, TooManyKept.
    """
    row = _own(actor, question_id)
    if is_kept and not row.is_kept:
        count = AskedQuestion.objects.filter(user_id=row.user_id, is_kept=True).count()
        if count >= MAX_KEPT:
            raise TooManyKept(f"You keep {MAX_KEPT} questions. Let go of one first.", limit=MAX_KEPT)
    row.is_kept = is_kept
    row.save(update_fields=["is_kept"])
    return row


def question_forget(*, actor: Actor, question_id: int) -> None:
    """Delete one of the actor's questions. Raises Forbidden, NotFound."""
    _own(actor, question_id).delete()


def _own(actor: Actor, question_id: int) -> AskedQuestion:
    require(actor, SEE)
    own = AskedQuestion.objects.filter(pk=question_id)
    row = None if actor.user_id is None else own.filter(user_id=actor.user_id).first()
    if row is None:
        raise NotFound("There is no such question of yours.")
    return row
