"""Accounts as a document to hand over."""

import tempfile
from collections.abc import Iterable
from datetime import datetime, tzinfo

from insights.api.accounts_rendering import PARTS, accounts_lines, money, renewal_text
from insights.api.report_words import REPORT_WORDS
from insights.selectors.accounts import Account, Accounts, Part
from sla.api.contract_pdf import Document, plain


def accounts_pdf(found: Accounts, *, language: str, zone: tzinfo, now: datetime) -> bytes:
    """All parts on paper, in a language of `REPORT_WORDS`."""
    words = REPORT_WORDS[language]
    document = Document(words)
    day = f"{now.astimezone(zone):%Y-%m-%d}"
    title = words["title"].format(day=day)
    document.set_title(title)
    document.set_lang(language)
    document.set_creation_date(now)
    head = [words[name] for name in ("company", "arr", "score", "was", "renewal", "csm")]
    with tempfile.TemporaryDirectory() as folder:
        document.take_fonts(folder, _texts(found))
        document.add_page()
        document.say(title, size=16, style="B")
        document.say(words["as_of"].format(day=day))
        lines = accounts_lines(found, words)
        for name, value in lines:
            document.say(f"{name}: {value}")
        for name, (label, _) in zip(PARTS, lines[2:], strict=True):
            part: Part = getattr(found, name)
            document.say(label, size=11, style="B")
            if part.rows:
                document.rows(head, [_cells(one) for one in part.rows], (8, 4, 2, 3, 3, 5))
            else:
                document.say(words["none"])
        return bytes(document.output())


def _texts(found: Accounts) -> Iterable[str]:
    for name in PARTS:
        for one in getattr(found, name).rows:
            yield one.company.name
            yield one.company.csm.name if one.company.csm else ""


def _cells(one: Account) -> list[str]:
    company = one.company
    return [
        plain(company.name),
        money(company.arr),
        "-" if one.score is None else str(one.score),
        "-" if one.before is None else str(one.before),
        renewal_text(company) or "-",
        plain(company.csm.name) if company.csm else "-",
    ]
