"""The proof at the end: both sides counted apart from each other, and some tickets compared word for word."""

import random
from collections import Counter
from typing import Any

from core import html
from integrations.importers.mapping import Meaning, of
from integrations.importers.models import Import, Trace
from integrations.importers.stage import Stage
from tickets.services.loading import LONGEST, tickets_facts

DRAWN = 20
AT_ONCE = 500


def compared(found: Import, staged: Stage) -> dict[str, Any]:
    """
    Tickets by year and status as the export has them, with the mapping applied, and as they are here;
    and what a comparison of 20 drawn tickets found.
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
    return {"by_year": lines, "samples": _samples(found, staged, keys)}


def _samples(found: Import, staged: Stage, keys: list[str]) -> list[dict[str, Any]]:
    """Drawn by the number of the import, so that the same report draws the same."""
    drawn = random.Random(found.pk).sample(keys, min(DRAWN, len(keys)))  # noqa: S311 (no secret)
    rows = Trace.objects.filter(
        source=found.source, account=found.account, kind="ticket", external_id__in=drawn
    )
    here = dict(rows.values_list("external_id", "local_id"))
    facts = tickets_facts(here.values())
    tickets = staged.some("ticket", drawn)
    return [_sample(tickets[key], staged, facts[here[key]]) for key in drawn if here[key] in facts]


def _sample(data: dict[str, Any], staged: Stage, fact: dict[str, Any]) -> dict[str, Any]:
    theirs = [words for message in staged.messages(data["key"]) if (words := _words(message))]
    ours = [words for text in fact["texts"] if (words := _plain(text))]
    differing = sum(1 for one in theirs if one not in ours)
    return {
        "key": data["key"],
        "ticket": fact["pk"],
        "theirs": len(theirs),
        "ours": len(ours),
        "differing": differing,
    }


def _words(message: dict[str, Any]) -> str:
    body = message["html"]
    return _plain(html.html_to_text(html.clean_html(body)) if body.strip() else html.plain(message["text"]))


def _plain(text: str) -> str:
    return " ".join(text[:LONGEST].split())
