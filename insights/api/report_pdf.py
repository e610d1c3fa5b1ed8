"""The measures of a period as a document to hand over."""

import tempfile
from collections.abc import Iterable, Mapping
from datetime import datetime

from insights.api.definitions import defined
from insights.api.words import WORDS
from insights.measures import BY_NAME, UTILISATION, Definition, Kind
from insights.periods import Period
from insights.selectors import Figure
from sla.api.contract_pdf import Document

_GRAY = (95, 95, 95)
_MINUTE, _HOUR, _DAY = 60, 3600, 86400


def report_pdf(
    figures: Iterable[Figure], before: Iterable[Figure], *, period: Period, language: str, now: datetime
) -> bytes:
    """The report as a PDF, in a language of `WORDS`: each figure beside what it was, with its definition."""
    words = WORDS[language]
    document = Document(words)
    title = words["title"].format(since=period.since, until=period.until)
    document.set_title(title)
    document.set_lang(language)
    document.set_creation_date(now)
    earlier = {one.measure: one for one in before}
    rows = [_cells(one, earlier[one.measure], language) for one in figures]
    with tempfile.TemporaryDirectory() as folder:
        document.take_fonts(folder, [])
        document.add_page()
        document.say(title, size=16, style="B")
        at = f"{now.astimezone(period.zone):%Y-%m-%d}"
        document.say(words["period"].format(zone=period.zone, at=at), color=_GRAY)
        head = [words[name] for name in ("measure", "value", "before", "of", "aim", "formula")]
        document.rows(head, rows, (4, 4, 4, 2, 3, 12))
        return bytes(document.output())


def _cells(one: Figure, earlier: Figure, language: str) -> list[str]:
    words, said = WORDS[language], defined(one.measure, language)
    return [
        words[one.measure],
        figure_text(one, words),
        figure_text(earlier, words),
        str(one.whole),
        _aim(said, words),
        f"{said.formula}. {words['excludes'].format(excludes=said.excludes)}",
    ]


def figure_text(one: Figure, words: Mapping[str, str]) -> str:
    """A figure in words: a share of few as a count, a time with its business hours and its percentile."""
    definition = BY_NAME[one.measure]
    if one.value is None:
        if definition.kind == Kind.SHARE and one.whole:
            few = "few_hours" if one.measure == UTILISATION else "few"
            return words[few].format(part=one.part, whole=one.whole)
        return words["nothing"]
    text = _value(one.value, definition, words)
    if definition.kind == Kind.TIME and one.business is not None:
        business = words["business"].format(value=_value(one.business, definition, words))
        text = f"{text} ({business})"
    if one.p90 is not None:
        text += ", " + words["percentile"].format(value=_value(one.p90, definition, words))
    return text


def _value(value: float, definition: Definition, words: Mapping[str, str]) -> str:
    if definition.unit == "seconds":
        return span_text(value, words)
    if definition.kind == Kind.SHARE:
        return f"{value:g}%"
    return f"{value:g}" if definition.kind == Kind.MEAN else str(round(value))


def span_text(seconds: float, words: Mapping[str, str]) -> str:
    """A span of time in its two largest units."""
    whole = round(seconds)
    if whole < _MINUTE:
        return words["seconds"].format(seconds=whole)
    if whole < _HOUR:
        return words["minutes"].format(minutes=whole // _MINUTE)
    if whole < 2 * _DAY:
        return words["hours"].format(hours=whole // _HOUR, minutes=whole % _HOUR // _MINUTE)
    return words["days"].format(days=whole // _DAY, hours=whole % _DAY // _HOUR)


def _aim(definition: Definition, words: Mapping[str, str]) -> str:
    low, high, risk = definition.at_least, definition.at_most, definition.risk_above
    if low is not None and high is not None:
        both = {"low": _value(low, definition, words), "high": _value(high, definition, words)}
        more = "" if risk is None else "; " + words["risk"].format(value=_value(risk, definition, words))
        return words["between"].format(**both) + more
    for name in ("at_least", "at_most"):
        value = getattr(definition, name)
        if value is not None:
            return words[name].format(value=_value(value, definition, words))
    return ""
