"""The proof at the end: both sides counted apart from each other, and some tickets compared word for word."""

import random
import re
from collections import Counter
from typing import Any

from django.conf import settings

from core import html
from integrations.importers.mapping import Meaning, of
from integrations.importers.models import Import, Source, Trace
from integrations.importers.readers import raw
from integrations.importers.readers.streams import Export, Unreadable
from integrations.importers.services.files import path_of
from integrations.importers.stage import Stage
from tickets.services.loading import LONGEST, tickets_facts

DRAWN = 20
AT_ONCE = 500
_TAG = re.compile(r"</?[a-zA-Z]{1,12}[\s/>]")


def compared(found: Import, staged: Stage) -> dict[str, Any]:
    """
    Tickets by year and status as the export has them, with the mapping applied, and as they are here; how
    many tickets and messages lie in the export and were read of it; and what a comparison of 20 drawn tickets
    found. Of JSON the export itself is read once more for that (`readers.raw`), of a mailbox and a table what
    was read of it.
    """
    means = Meaning(of(found.mapping))
    theirs: Counter[str] = Counter()
    ours: Counter[str] = Counter()
    traces = Trace.objects.filter(source=found.source, account=found.account, kind="ticket")
    after, keys = 0, list[str]()
    while batch := staged.batch("ticket", after, AT_ONCE):
        after = batch[-1][0]
        here = dict(
            traces.filter(external_id__in=[data["key"] for _, data in batch]).values_list(
                "external_id", "local_id"
            )
        )
        facts = tickets_facts(here.values(), with_texts=False)
        for _, data in batch:
            status = means.ours("status", data["status"], "open")
            is_here = here.get(data["key"]) in facts
            if is_here:
                fact = facts[here[data["key"]]]
                ours[f"{fact['created_at'].year} {fact['status']}"] += 1
                theirs[f"{(data['created_at'] or fact['created_at'].isoformat())[:4]} {status}"] += 1
                keys.append(data["key"])
    lines = [{"name": name, "theirs": theirs[name], "ours": ours[name]} for name in sorted(theirs | ours)]
    # Drawn by the number of the import, so that the same report draws the same.
    drawn = random.Random(found.pk).sample(keys, min(DRAWN, len(keys)))  # noqa: S311 (no secret)
    told = _raw(found, drawn)
    records = []
    if told is not None:
        records = [
            {"name": "ticket", "theirs": len(told.tickets), "ours": staged.count("ticket")},
            {"name": "message", "theirs": len(told.messages), "ours": staged.count_said()},
        ]
    samples = _samples(found, staged, drawn, told)
    return {"by_year": lines, "records": records, "samples": samples}


def _raw(found: Import, drawn: list[str]) -> raw.Raw | None:
    """The export read without its reader; None where there is nothing of that kind in it."""
    if found.source == Source.MBOX or not path_of(found).is_file():
        return None
    try:
        export = Export(path_of(found), found.name, limit=settings.IMPORT_MAX_UNPACKED_BYTES)
        told = raw.read(export, drawn)
    except Unreadable:
        return None
    return told if told.tickets else None


def _samples(found: Import, staged: Stage, drawn: list[str], told: raw.Raw | None) -> list[dict[str, Any]]:
    rows = Trace.objects.filter(
        source=found.source, account=found.account, kind="ticket", external_id__in=drawn
    )
    here = dict(rows.values_list("external_id", "local_id"))
    facts = tickets_facts(here.values())
    tickets = staged.some("ticket", drawn)
    found_here = [key for key in drawn if here[key] in facts]
    return [_sample(tickets[key], _said(key, staged, told), facts[here[key]]) for key in found_here]


def _said(key: str, staged: Stage, told: raw.Raw | None) -> list[str]:
    """The words of a ticket's messages in the export."""
    if told is not None:
        said = [_words_of(body) for body in told.bodies[key].values()]
    else:
        said = [_words(message) for message in staged.messages(key)]
    return [one for one in said if one]


def _sample(data: dict[str, Any], theirs: list[str], fact: dict[str, Any]) -> dict[str, Any]:
    ours = [words for text in fact["texts"] if (words := _plain(text))]
    # What comes as a note may have a head before it, of who wrote to whom.
    differing = sum(1 for one in theirs if not any(here.endswith(one) for here in ours))
    return {
        "key": data["key"],
        "name": data["number"] or f"{data['created_at'][:10]} {data['subject']}".strip(),
        "ticket": fact["pk"],
        "theirs": len(theirs),
        "ours": len(ours),
        "differing": differing,
    }


def _words(message: dict[str, Any]) -> str:
    body = message["html"]
    return _plain(html.html_to_text(html.clean_html(body)) if body.strip() else html.plain(message["text"]))


def _words_of(body: str) -> str:
    """The same of a body that may be HTML or not."""
    return _plain(html.html_to_text(html.clean_html(body)) if _TAG.search(body) else html.plain(body))


def _plain(text: str) -> str:
    return " ".join(text[:LONGEST].split())
