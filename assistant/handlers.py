"""How the assistant reacts to events elsewhere."""

from assistant import services
from assistant.events import AnswerJudged
from assistant.models import Verdict
from assistant.services import closing_gaps, judging_drafts, resolving
from core import clock, queue
from core.events import EventMeta
from kb.events import ArticlePublished
from tickets.channels import CHANNELS
from tickets.events import (
    EntryAppended,
    MessageReceived,
    ReplyPosted,
    TicketMerged,
    TicketRated,
    TicketsMoved,
    TicketUnmerged,
)
from tickets.models import AuthorKind, EntryKind


def queue_of(event: MessageReceived) -> str:
    """Whoever writes where pieces of an answer are shown is looking at the screen and waits for it."""
    return queue.URGENT if CHANNELS[event.channel].shows_pieces else queue.EVENTS


def on_message_received(event: MessageReceived, meta: EventMeta) -> None:
    """Queue the work on a customer's message; it starts once the message is committed."""
    run = services.run_request(ticket_id=event.ticket_id, entry_id=event.entry_id, now=clock.now())
    if run is not None:
        is_urgent = queue_of(event) == queue.URGENT
        name = queue.URGENT if is_urgent else queue.SLOW
        queue.enqueue_on_commit("assistant.tasks.run", name, run_id=run.pk, is_urgent=is_urgent)


def wants_step(event: EntryAppended) -> bool:
    """The assistant's own steps: it handed over, or the customer said whether an answer helped."""
    return event.kind == EntryKind.AI


def on_step(event: EntryAppended, meta: EventMeta) -> None:
    """The conversation has a place in the ledger, if it had none, and is due."""
    resolving.conversation_begin(ticket_id=event.ticket_id, now=clock.now())


def wants_reply(event: ReplyPosted) -> bool:
    """What a person or a program of theirs wrote, not the assistant."""
    return event.author_kind in (AuthorKind.STAFF, AuthorKind.TOKEN) and not event.is_acknowledgement


def on_reply(event: ReplyPosted, meta: EventMeta) -> None:
    """A person answers: that judges the draft they had, and takes the conversation over."""
    now = clock.now()
    judging_drafts.drafts_judge(
        ticket_id=event.ticket_id, entry_id=event.entry_id, user_id=event.author_id, now=now
    )
    resolving.conversations_touch(ticket_ids=[event.ticket_id], now=now)


def wants_return(event: MessageReceived) -> bool:
    """A customer who writes in a finished ticket."""
    return event.reopened


def on_return(event: MessageReceived, meta: EventMeta) -> None:
    """What a draft had answered was not the end of it."""
    judging_drafts.drafts_came_back(ticket_id=event.ticket_id, now=clock.now())


def on_rated(event: TicketRated, meta: EventMeta) -> None:
    """A rating says how it ended."""
    resolving.conversations_touch(ticket_ids=[event.ticket_id], now=clock.now())


def on_tickets_moved(event: TicketsMoved, meta: EventMeta) -> None:
    """Two customers turned out to be one, or not to be: who asked again is another question now."""
    resolving.conversations_touch(ticket_ids=event.ticket_ids, now=clock.now())


def on_merged(event: TicketMerged | TicketUnmerged, meta: EventMeta) -> None:
    """The assistant's part moved from one ticket to another: the ledger counts it once, where it is now."""
    both = [event.ticket_id, event.source_id]
    resolving.conversations_follow(ticket_ids=both, now=clock.now())


def wants_judged(event: AnswerJudged) -> bool:
    """A verdict with the wish that the question be tried from now on."""
    return event.is_for_tests


def on_judged(event: AnswerJudged, meta: EventMeta) -> None:
    """The question comes to the test bench, with what should come of it."""
    services.bench_keep(
        ticket_id=event.ticket_id,
        is_for_people=event.verdict == Verdict.Kind.NOT_FOR_IT,
        now=clock.now(),
    )


def on_article_published(event: ArticlePublished, meta: EventMeta) -> None:
    """The gaps that this article closes are closed."""
    closing_gaps.gaps_close(article_id=event.article_id, now=clock.now())
