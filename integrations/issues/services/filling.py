"""The vectors of issues: made where they are missing, and gone where a ticket is kept out since."""

from core.rounds import in_rounds
from integrations.issues.models import Issue, IssueLink, IssueState
from integrations.issues.selectors.candidates import sentences_of, vector_of
from integrations.issues.services.following import leave_to_read
from kb.encoding.client import EncoderAway, passage_vectors
from kb.encoding.kinds import SENTENCES
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import kept_out, rules

AT_ONCE = 50


def vectors_keep_out() -> int:
    """Empty the vectors of issues whose tickets are kept out of the assistant by now; returns how many."""
    condition = kept_out(rules())
    if condition is None:
        return 0
    named = IssueLink.objects.filter(ticket__in=all_tickets.tickets().filter(condition))
    rows = Issue.objects.filter(pk__in=named.values("issue")).exclude(vector=None, sentence=None)
    return rows.update(vector=None, sentence=None, sentence_by="")


def vectors_fill() -> int:
    """Make the vectors that a redaction emptied, and those of what is kept out no more; returns how many."""
    count, without = 0, Issue.objects.exclude(state=IssueState.GONE).filter(vector=None)
    # What is kept out stays without.
    for number in in_rounds("issue_vectors", without):
        row = without.filter(pk=number).first()
        if row is None:
            continue
        vector = vector_of(row.title, row.description, leave_to_read(row))
        if vector is not None:
            same = Issue.objects.filter(pk=row.pk, title=row.title, description=row.description, vector=None)
            count += same.update(vector=vector, sentence=None, sentence_by="")
    return count


def sentences_fill(*, limit: int = 500) -> int:
    """
    Make the vectors that are missing or of an earlier encoder; returns how many. Not within a transaction.
    """
    # One without a vector may not be read: its ticket is kept out of AI.
    rows = Issue.objects.exclude(state=IssueState.GONE).filter(vector__isnull=False)
    rows = rows.exclude(sentence_by=SENTENCES.version)
    count = 0
    for start in range(0, limit, AT_ONCE):
        some = list(rows.only("title", "description").order_by("pk")[: min(AT_ONCE, limit - start)])
        if not some:
            break
        try:
            vectors = passage_vectors(SENTENCES, [sentences_of(row.title, row.description) for row in some])
        except EncoderAway:
            break
        for row, vector in zip(some, vectors, strict=True):
            # What has been written anew meanwhile gets its own.
            same = Issue.objects.filter(pk=row.pk, title=row.title, description=row.description)
            # One that is kept out since gets none.
            same = same.filter(vector__isnull=False)
            count += same.update(sentence=vector if vector.any() else None, sentence_by=SENTENCES.version)
    return count
