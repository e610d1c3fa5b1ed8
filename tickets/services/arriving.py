"""
Card numbers and keys are taken out of what customers write before it is stored.

So no model, search, event, list or colleague ever sees them. The kinds are counted, and the entry tells which
were there.
"""

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import unquote_plus

from django.db import transaction
from django.db.models import F

from core import audit, leaks
from core.actors import Actor
from core.errors import NotFound
from core.html import clean_html, html_to_text, text_to_html
from core.leaks import Kind, Leak
from core.redacting import Needles
from people.policy import require
from tickets.models import ArrivalCount, ArrivalRule
from tickets.rendering import stamp
from tickets.selectors.arrival import kinds_on

_TELLING = re.compile(r"\b(?:href|src|alt|title|cite|abbr|datetime|data-mention)\s{0,5}=", re.IGNORECASE)
_JOINTS = re.compile(r"[/?&=;,#]")
_ID = re.compile(r"(?<![a-z0-9])[a-z_-]{0,20}id=\d{1,40}", re.IGNORECASE)


@dataclass(frozen=True)
class Cleaned:
    """A body without what was found, and the kinds of that."""

    html: str
    text: str
    kinds: tuple[str, ...] = ()


def leaks_in(texts: Iterable[str]) -> list[Leak]:
    """
    What these texts leak of the kinds that are taken out.

    The rules are only asked for where something was found, so that a normal message costs no statement.
    """
    found = {leak.words: leak for text in texts for leak in leaks.find(text)}
    if not found:
        return []
    on = kinds_on()
    return [leak for leak in found.values() if leak.kind in on]


def html_cleaned(html: str) -> tuple[str, list[Leak]]:
    """
    HTML without the attributes that leak, such as the address of a link or the words for an image, and what
    they leaked.
    """
    if not _TELLING.search(html):
        return html, []
    values: list[str] = []

    def note(value: str) -> bool:
        values.append(value)
        return True

    clean_html(html, keeps=note)
    leaking = {value: leaks for value in values if (leaks := leaks_in([value, _spaced(value)]))}
    if not leaking:
        return html, []
    found = {leak.words: leak for some in leaking.values() for leak in some}
    return clean_html(html, keeps=lambda value: value not in leaking), list(found.values())


def _spaced(value: str) -> str:
    """An attribute's value as words: what an address encodes and joins stands alone. Ids are no words."""
    return _JOINTS.sub(" ", _ID.sub(" ", unquote_plus(value)))


def needles_of(found: Iterable[Leak]) -> Needles:
    """What was found, to look for it elsewhere."""
    return Needles((leak.words for leak in found), is_anywhere=True)


def body_cleaned(body_html: str, body_text: str) -> Cleaned:
    """A cleaned body without what it leaks."""
    shown, hidden = html_cleaned(body_html)
    found = list({leak.words: leak for leak in (*leaks_in([body_text]), *hidden)}.values())
    if not found:
        return Cleaned(body_html, body_text)
    needles = needles_of(found)
    html, _ = needles.in_html(shown)
    text = html_to_text(html)
    if needles.stand_in(text) or leaks_in([text]):
        # Marks between its letters that are not tags.
        text, _ = needles.in_text(body_text)
        html = text_to_html(text)
    return Cleaned(html, text, tuple(leak.kind.value for leak in found))


def page_cleaned(page: dict[str, str]) -> dict[str, str]:
    """The page that a message was written on, without what its address or title leak."""
    found = leaks_in(page.values())
    if not found:
        return page
    return {name: needles_of(found).in_text(value)[0] for name, value in page.items()}


def mark_of(kinds: Iterable[str], now: datetime) -> list[dict[str, Any]] | None:
    """The mark of an entry from which these kinds were taken out on arrival; None without any."""
    told = sorted(set(kinds))
    if not told:
        return None
    return [{"what": "arrival", "at": stamp(now), "by": "", "reason": "", "kinds": told}]


def count(kinds: Iterable[str], now: datetime) -> None:
    """Count what was taken out, in the caller's transaction."""
    day = now.date()
    for kind, more in sorted(Counter(kinds).items()):
        ArrivalCount.objects.bulk_create([ArrivalCount(kind=kind, day=day, count=0)], ignore_conflicts=True)
        ArrivalCount.objects.filter(kind=kind, day=day).update(count=F("count") + more)


@transaction.atomic
def arrival_rule_set(*, actor: Actor, kind: str, is_on: bool, now: datetime) -> None:
    """Take a kind out from now on, or leave it. Raises NotFound, Forbidden."""
    require(actor, "privacy.write")
    if kind not in {one.value for one in Kind}:
        raise NotFound(f"There is no such kind. Choose one of: {', '.join(Kind)}.")
    if (Kind(kind) in kinds_on()) == is_on:
        return
    ArrivalRule.objects.update_or_create(
        kind=kind, defaults={"is_on": is_on, "changed_by_id": actor.user_id, "changed_at": now}
    )
    audit.record(
        actor=actor,
        action="tickets.arrival_changed",
        target=f"arrival:{kind}",
        data={"is_on": is_on},
        now=now,
    )
