"""Where quality keeps words: what models and people say of conversations, and quotes of them."""

from typing import Any

from django.db.models import Q

from core.kept import Table, Tickets
from quality.models import Comment, Former, Score


def _review(tickets: Tickets) -> Q:
    return Q(review__ticket__in=tickets)


KEEPERS: tuple[Any, ...] = (
    Table("reviews", Score, by=_review, text=("note",), json=("quotes",), is_persons=True, is_made=True),
    Table("reviews", Former, by=_review, json=("notes",), is_persons=True, is_made=True),
    Table("reviews", Comment, by=_review, text=("text",)),
)
