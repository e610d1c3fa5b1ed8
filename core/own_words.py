"""Where core itself keeps words: events with their live forms, and stored answers."""

from django.db.models import Q

from core.kept import Keeper, Search, Table, Tickets, any_of
from core.live import topic_for
from core.models import IdempotencyKey, OutboxEvent


class Answers:
    """Stored answers that are known to be about the tickets or their entries, whatever the words."""

    place = "answers"
    holds = frozenset({"core.IdempotencyKey.body"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        entries = Q(body__has_key="body_text", body__id__in=sorted(search.touched))
        own = Table(
            self.place,
            IdempotencyKey,
            by=lambda tickets: Q(body__number__in=sorted(tickets)) | entries,
            json=("body",),
        )
        return own.redact(search, is_dry=is_dry)


def _told(tickets: Tickets) -> Q:
    return any_of(Q(topics__contains=[topic_for("ticket", number)]) for number in sorted(tickets))


KEEPERS: tuple[Keeper, ...] = (
    Answers(),
    Table(
        "events",
        OutboxEvent,
        by=_told,
        json=("payload", "live"),
        text=("last_error",),
    ),
    Table("answers", IdempotencyKey, by_words=("body",), json=("body",)),
)
