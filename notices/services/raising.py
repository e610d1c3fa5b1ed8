"""Telling people that something happened to a ticket, or is due about an article."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from psycopg.types.json import Jsonb

from core import live
from core.events import LiveMessage, publish, show
from core.wording import Message, message_of
from kb.selectors import articles_visible
from kb.selectors import internal as knowledge
from notices import selectors
from notices.events import NoticesDue
from notices.models import TICKETLESS, Notice
from notices.rendering import notice_json
from people.actors import staff_actor
from people.models import Presence, User
from people.selectors import internal as everybody
from tickets import selectors as ticket_selectors
from tickets.models import Ticket, TimelineEntry
from tickets.selectors import internal as all_tickets

MAX_TEXT = 300
# What is unread of one kind about one ticket is one notice, also when two things happen at once.
_INSERT = (
    f"INSERT INTO {Notice._meta.db_table}"  # noqa: S608 (a name of our own)
    " (user_id, ticket_id, kind, entry_id, by_name, text, message, count, at, mail_at) VALUES "
)
_ROW = "(%s, %s, %s, %s, %s, %s, %s, 1, %s, %s)"
_JOIN = (
    " ON CONFLICT (user_id, ticket_id, kind) WHERE read_at IS NULL DO UPDATE SET"
    f" count = {Notice._meta.db_table}.count + 1, at = EXCLUDED.at, entry_id = EXCLUDED.entry_id,"
    f" by_name = EXCLUDED.by_name, text = EXCLUDED.text, message = EXCLUDED.message,"
    f" mail_at = COALESCE(LEAST({Notice._meta.db_table}.mail_at, EXCLUDED.mail_at), EXCLUDED.mail_at)"
    " RETURNING id, user_id, count"
)


@dataclass(frozen=True)
class _Told:
    """What one notice says."""

    entry_id: int | None
    by_name: str
    text: str
    message: Message | None = None


@transaction.atomic
def notices_raise(
    *,
    kind: str,
    ticket_id: int,
    user_ids: Iterable[int],
    entry_id: int | None = None,
    by_ref: str = "",
    text: str = "",
    now: datetime,
) -> list[Notice]:
    """
    Tell the active ones of these people who may see the ticket and want to hear of this kind.

    `entry_id` names the message or note that it is about, else `by_ref` whoever caused it, who is not
    told, and `text` why. Mail that is due at once is handed over in the same transaction (`NoticesDue`).
    """
    by = everybody.user_behind(by_ref)
    users = [user for user in everybody.users_active(user_ids) if by is None or user.pk != by.pk]
    ticket = all_tickets.ticket_find(ticket_id) if users else None
    if ticket is None or ticket.is_spam or ticket.is_deleted:
        return []
    told = _told(entry_id, by.name if by is not None else "", text)
    if told is None:
        return []
    seeing = ticket_selectors.staff_seeing(ticket=ticket, users=users)
    choices = selectors.choices_of([user for user in users if user.pk in seeing])
    wanting = [user for user in users if user.pk in choices and choices[user.pk].wish(kind).is_shown]
    if not wanting:
        return []
    mail = {
        user.pk: choices[user.pk].mail_at(kind, is_online=user.presence == Presence.ONLINE, now=now)
        for user in wanting
    }
    notices = _written(kind, ticket, wanting, told, mail, now)
    show("notices.raised", [LiveMessage(live.topic_for("user", one.user_id), _news(one)) for one in notices])
    for one in notices:
        if one.mail_at is not None and one.mail_at <= now:
            Notice.objects.filter(pk=one.pk).update(mail_at=None)
            publish(NoticesDue(user_id=one.user_id, notice_ids=[one.pk]))
    return notices


@transaction.atomic
def article_notice_raise(
    *, kind: str, article_id: int, user_id: int, by_name: str = "", text: str = "", now: datetime
) -> Notice | None:
    """
    Tell an active person of an article that they may see, if they want to hear of this kind.

    `by_name` is whoever caused it, and `text` what they say. What is unread about it already only happens
    once more. None if nobody was told.
    """
    user = next(iter(everybody.users_active([user_id])), None)
    article = knowledge.article_find(article_id) if user is not None else None
    if user is None or article is None:
        return None
    if not articles_visible(staff_actor(user)).filter(pk=article.pk).exists():
        return None
    choices = selectors.choices_of([user])[user.pk]
    if not choices.wish(kind).is_shown:
        return None
    mail_at = choices.mail_at(kind, is_online=user.presence == Presence.ONLINE, now=now)
    unread = Notice.objects.select_for_update().filter(user=user, article=article, kind=kind, read_at=None)
    notice = unread.first() or Notice(user=user, article=article, kind=kind, count=0)
    # What waits for the end of quiet hours, or for the mail of the day, still leaves then.
    due = min((at for at in (notice.mail_at, mail_at) if at is not None), default=None)
    notice.at, notice.mail_at, notice.count = now, due, notice.count + 1
    notice.by_name, notice.text = by_name[:200], " ".join(text.split())[:MAX_TEXT]
    notice.message = message_of(text)
    notice.save()
    show("notices.raised", [LiveMessage(live.topic_for("user", user.pk), _news(notice))])
    if due is not None and due <= now:
        Notice.objects.filter(pk=notice.pk).update(mail_at=None)
        publish(NoticesDue(user_id=user.pk, notice_ids=[notice.pk]))
    return notice


@transaction.atomic
def notice_tell(*, kind: str, user_id: int, text: str, now: datetime) -> Notice | None:
    """Tell somebody active, who wants to hear of this kind, of something that is about no ticket."""
    if kind not in TICKETLESS:
        raise ValueError(f"A notice of the kind {kind} is about a ticket.")
    users = everybody.users_active([user_id])
    choices = selectors.choices_of(users)
    if not users or not choices[user_id].wish(kind).is_shown:
        return None
    notice = Notice.objects.create(user_id=user_id, kind=kind, text=text[:MAX_TEXT], at=now)
    show("notices.raised", [LiveMessage(live.topic_for("user", user_id), _news(notice))])
    return notice


def _told(entry_id: int | None, by_name: str, text: str) -> _Told | None:
    """None for an entry whose words were taken back."""
    if entry_id is None:
        return _Told(None, by_name[:200], text[:MAX_TEXT], message_of(text))
    entry: TimelineEntry | None = all_tickets.entry_find(entry_id)
    if entry is None or entry.is_redacted:
        return None
    return _Told(entry_id, entry.author_name[:200], " ".join(entry.body_text[:2_000].split())[:MAX_TEXT])


def _written(
    kind: str,
    ticket: Ticket,
    users: Sequence[User],
    told: _Told,
    mail: dict[int, datetime | None],
    now: datetime,
) -> list[Notice]:
    values: list[Any] = []
    for user in users:
        message = None if told.message is None else Jsonb(told.message)
        values += [user.pk, ticket.pk, kind, told.entry_id, told.by_name, told.text, message]
        values += [now, mail[user.pk]]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT + ", ".join([_ROW] * len(users)) + _JOIN, values)
        rows = cursor.fetchall()
    return [
        Notice(
            pk=pk,
            user_id=user_id,
            ticket=ticket,
            kind=kind,
            entry_id=told.entry_id,
            by_name=told.by_name,
            text=told.text,
            message=told.message,
            count=count,
            at=now,
            mail_at=mail[user_id],
        )
        for pk, user_id, count in rows
    ]


def _news(notice: Notice) -> dict[str, object]:
    return {"notice": notice_json(notice)}
