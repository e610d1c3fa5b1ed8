"""Asking whoever began a thread how they liked it, where they alone can see it (T11)."""

from datetime import datetime

from django.conf import settings
from django.db import transaction

from core import pages
from integrations.connections import services as connections
from integrations.connections.models import ConnectionState
from integrations.connections.transport import Call
from integrations.slack import mrkdwn, protocol, selectors
from tickets.models import Rating, Ticket
from tickets.selectors import internal as all_tickets
from tickets.selectors.surveys import survey_apart
from tickets.services import survey_token
from tickets.surveys import scores_of


@transaction.atomic
def survey_queue(*, ticket_id: int, now: datetime) -> bool:
    """
    Queue the survey of a resolved ticket for its thread, once for each; whether it leaves.

    Colleagues read a thread too, and a link answers for the customer: so Slack shows it to them alone. It
    does so only while they are there, and says nothing where they are not.
    """
    ticket = all_tickets.ticket_find(ticket_id)
    if ticket is None or ticket.channel != protocol.KEY or not ticket.is_answered_in_thread:
        return False
    rating = survey_apart(ticket, now=now)
    thread = selectors.thread_of(ticket.pk)
    user = selectors.began_by(thread, ticket.requester_id) if thread is not None else ""
    if rating is None or thread is None or not user:
        return False
    if thread.channel.connection.state == ConnectionState.DISCONNECTED:
        return False
    body = {
        "channel": thread.channel.channel_id,
        "user": user,
        "thread_ts": thread.thread_ts,
        "text": _text(ticket, rating),
    }
    connections.delivery_queue(
        connection_id=thread.channel.connection_id,
        call=Call("POST", "/api/chat.postEphemeral", "A survey", body=body, key=f"survey:{rating.pk}"),
        now=now,
    )
    return True


def _text(ticket: Ticket, rating: Rating) -> str:
    language = (ticket.requester.locale or ticket.brand.language)[:2]
    title = pages.text(f"tickets.{rating.kind}", language, brand=ticket.brand.name)
    ends = pages.text(f"tickets.{rating.kind}_ends", language)
    links = [
        f"<{settings.PUBLIC_URL}/rate/{survey_token(rating, score, language=language)}|{score}>"
        for score in scores_of(rating.kind)
    ]
    return f"{mrkdwn.told(title)} ({mrkdwn.told(ends)})\n{'  '.join(links)}"
