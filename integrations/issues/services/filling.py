"""The vectors of issues' sentences: made afterwards, since the encoder takes its time."""

from integrations.issues.models import Issue, IssueState
from integrations.issues.selectors.candidates import sentences_of
from kb.encoding.client import EncoderAway, passage_vectors
from kb.encoding.kinds import SENTENCES

AT_ONCE = 50


def sentences_fill(*, limit: int = 500) -> int:
    """
    Make the vectors that are missing or of an earlier encoder; returns how many. Not within a transaction.
    """
    rows = Issue.objects.exclude(state=IssueState.GONE).exclude(sentence_by=SENTENCES.version)
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
            count += same.update(sentence=vector if vector.any() else None, sentence_by=SENTENCES.version)
    return count
