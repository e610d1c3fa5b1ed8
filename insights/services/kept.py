"""
Where insights keep words: the codes of spikes, from customers' texts, and what colleagues asked. And what
they keep of a person.
"""

from typing import Any

from django.db.models import Q

from assistant.reading.sentences import codes_in
from core.kept import Search, Table, any_of
from core.persons import Person, Rows
from core.redacting import MARK
from insights.models import AskedQuestion, PlaybookFiring, ProductEvent, Signal


class Spikes:
    """
    The signals of too many tickets with one code, which comes from customers' texts.

    A code is kept in capitals without its separators, so that words are looked for in the same form; only in
    signals that one of these tickets is among.
    """

    place = "signals"
    holds = frozenset({"insights.Signal.cause", "insights.Signal.data"})

    def redact(self, search: Search, *, is_dry: bool) -> int:
        """See `core.kept.Keeper`."""
        codes = {code for words in search.needles.everywhere.words for code in codes_in(words)}
        about = any_of(Q(pro__contains=[{"tickets": [number]}]) for number in sorted(search.tickets))
        rows = Signal.objects.filter(about, data__series="code", data__value__in=sorted(codes))
        if is_dry:
            return rows.count()
        found = list(rows)
        for row in found:
            row.data |= {"value": MARK, "name": MARK}
            row.cause = f"spike:code:{row.pk}"
            row.save(update_fields=["data", "cause"])
        return len(found)


KEEPERS: tuple[Any, ...] = (
    Spikes(),
    Table("questions", AskedQuestion, by_words=("question", "query"), text=("question", "query")),
)


def _theirs(person: Person) -> Q:
    return Q(contact__in=person.contact_ids)


PERSONS = (
    Rows("proactive", ProductEvent, by=_theirs),
    # Figures of both groups stay; they lead to nobody.
    Rows("proactive", PlaybookFiring, by=_theirs, sets={"contact": None, "facts": {}}),
)
