"""`{% say "kb.search" %}` and the filters of dates; both need `language` in the context."""

from datetime import datetime
from typing import Any

from django import template

from core import pages

register = template.Library()


@register.simple_tag(takes_context=True)
def say(context: Any, key: str, **values: Any) -> str:
    """The words of a key in the page's language."""
    return pages.markup(key, context["language"], **values)


@register.filter
def in_days(moment: datetime, language: str) -> str:
    """A date in words."""
    return pages.day(moment, language)


@register.filter
def to_the_minute(moment: datetime, language: str) -> str:
    """A date with its time."""
    return pages.day_and_time(moment, language)


@register.filter
def in_bytes(count: int, language: str) -> str:
    """The size of a file in words."""
    return pages.size_words(count, language)
