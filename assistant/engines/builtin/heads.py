"""
The classifiers in use: trained ones from the database, or trained on the spot from the shipped texts.

`training_rows` collects the labels: seeds, corrections, and tickets that people worked on. A worker keeps its
heads and looks for newer ones every few minutes.
"""

import hashlib
import io
import logging
import threading
import time
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

import numpy as np

from assistant.models import Correction, Head
from assistant.seeds import seed_texts
from kb.selectors import internal as kb_internal
from tickets.models import Handler
from tickets.selectors import internal as all_tickets
from tickets.selectors.clearing import open_to_ai

if TYPE_CHECKING:
    from assistant.engines.builtin.classifier import Prediction, TextClassifier

logger = logging.getLogger(__name__)

TRAINED_FIELDS = ("type", "product_area")
LOOK_AGAIN_SECONDS = 300.0
MAX_TICKETS = 4000
MAX_ARTICLES = 500
MIN_ROWS_A_LABEL = 3
KEEP_VERSIONS = 5
Rows = list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class Loaded:
    """A head in memory with its version and the time it was looked up."""

    classifier: "TextClassifier | None"
    version: str
    looked_at: float


_heads: dict[str, Loaded] = {}
_lock = threading.Lock()


def forget() -> None:
    """Look everything up again on the next use."""
    with _lock:
        _heads.clear()


def predict(field: str, text: str) -> tuple["Prediction | None", str]:
    """The label of a text with the version of the head; None where nothing has been learned yet."""
    head = _head(field)
    if head.classifier is None or not text.strip():
        return None, head.version
    return head.classifier.predict([text])[0], head.version


def _head(field: str) -> Loaded:
    with _lock:
        known = _heads.get(field)
        if known is not None and time.monotonic() - known.looked_at < LOOK_AGAIN_SECONDS:
            return known
        newest = Head.objects.filter(name=field).order_by("-trained_at").first()
        if newest is not None and known is not None and known.version == newest.version:
            loaded = Loaded(known.classifier, known.version, time.monotonic())
        elif newest is not None:
            loaded = Loaded(_read(bytes(newest.arrays)), newest.version, time.monotonic())
        else:
            # A request waiting for this cannot wait until the whole history is learned; `train` does that.
            rows = ready_rows(field)
            version = version_of(rows)
            if known is not None and known.version == version:
                loaded = Loaded(known.classifier, version, time.monotonic())
            else:
                loaded = Loaded(_trained(rows, with_sentences=False), version, time.monotonic())
        _heads[field] = loaded
        return loaded


def ready_rows(field: str) -> Rows:
    """Pairs of text and label available from the first day: seeds, and titles of articles by area."""
    rows: Rows = list(seed_texts(field))
    if field == "product_area":
        for title, area, body in kb_internal.titles_by_area(MAX_ARTICLES):
            rows.append((title, area))
            rows.extend((heading, area) for heading in _headings(body))
    return rows


def training_rows(field: str) -> Rows:
    """Those, plus what people did with past tickets; the most trustworthy last: tickets, corrections."""
    rows = ready_rows(field)
    worked = (
        open_to_ai(all_tickets.tickets().present())
        .filter(handler=Handler.PERSON, resolved_at__isnull=False)
        .exclude(**{field: ""})
        .order_by("-id")[:MAX_TICKETS]
    )
    by_ticket = dict(worked.values_list("id", field))
    first = all_tickets.first_texts(by_ticket)
    rows.extend((f"{title}\n{text}"[:2000], by_ticket[pk]) for pk, (title, text) in first.items())
    corrected = Correction.objects.filter(
        field=field, ticket__in=open_to_ai(all_tickets.tickets()).order_by()
    )
    corrected = corrected.exclude(text="")
    rows.extend(corrected.order_by("id").values_list("text", "corrected"))
    # A text with two labels was corrected: the later one counts.
    return list(dict(rows).items())


def _headings(body_html: str) -> list[str]:
    from kb.outline import blocks_of

    return [block.text for block in blocks_of(body_html) if block.kind == "heading"]


def version_of(rows: Sequence[tuple[str, str]]) -> str:
    """A name for what was learned from exactly these rows."""
    digest = hashlib.sha256()
    for text, label in rows:
        digest.update(f"{label}\x00{text}\x01".encode("utf-8", "replace"))
    return f"{len(rows)}-{digest.hexdigest()[:12]}"


def _trained(rows: Rows, *, with_sentences: bool) -> "TextClassifier | None":
    counts = Counter(label for _, label in rows)
    usable = [(text, label) for text, label in rows if counts[label] >= MIN_ROWS_A_LABEL]
    if len({label for _, label in usable}) < 2:
        return None
    texts, labels = zip(*usable, strict=True)
    from assistant.engines.builtin.classifier import TextClassifier

    return TextClassifier.fit(texts, labels, with_sentences=with_sentences)


def train(field: str, *, now: datetime) -> Head | None:
    """
    Train a field again and save the result; None if nothing changed or there is too little data.

    Versions beyond KEEP_VERSIONS are deleted, oldest first.
    """
    rows = training_rows(field)
    version = version_of(rows)
    if Head.objects.filter(name=field, version=version).exists():
        return None
    classifier = _trained(rows, with_sentences=True)
    if classifier is None:
        return None
    file = io.BytesIO()
    np.savez_compressed(file, allow_pickle=False, **classifier.to_arrays())
    head, _ = Head.objects.update_or_create(
        name=field,
        version=version,
        defaults={
            "arrays": file.getvalue(),
            "rows": len(rows),
            "accuracy": classifier.accuracy,
            "trained_at": now,
        },
    )
    kept = (
        Head.objects.filter(name=field).order_by("-trained_at").values_list("pk", flat=True)[:KEEP_VERSIONS]
    )
    Head.objects.filter(name=field).exclude(pk__in=list(kept)).delete()
    return head


def _read(content: bytes) -> "TextClassifier":
    # scikit-learn takes two seconds and 80 MB: only a process that classifies loads it.
    from assistant.engines.builtin.classifier import TextClassifier

    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return TextClassifier.from_arrays({name: arrays[name] for name in arrays.files})
