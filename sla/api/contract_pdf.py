"""One company's report of service levels as a document to hand over."""

import logging
import tempfile
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, tzinfo
from functools import lru_cache
from pathlib import Path
from typing import Literal

from fpdf import FPDF, FontFace
from pymupdf_fonts import myfont

from sla.api.contract_words import WORDS
from sla.services.reporting import ContractReport, Miss

# It tells of every table of every font.
logging.getLogger("fontTools").setLevel(logging.WARNING)

MAX_ROWS = 1_000
_FONT = "FiraGO"
_STYLES: tuple[tuple[Literal["", "B"], str], ...] = (("", "figo"), ("B", "figbo"))
_SUBJECT = 140
_GRAY = (95, 95, 95)
_HEAD = (240, 240, 240)


def contract_pdf(
    report: ContractReport, *, since: date, until: date, zone: tzinfo, language: str, now: datetime
) -> bytes:
    """
    The report as a PDF, in a language of `WORDS`: the figures of each measure, then every miss, and why.

    What customers wrote stands in it as text and nothing else; letters that the font lacks are boxes.
    """
    words = WORDS[language]
    document = Document(words)
    document.set_title(words["title"].format(name=plain(report.company.name)))
    document.set_lang(language)
    document.set_creation_date(now)
    with tempfile.TemporaryDirectory() as folder:
        texts = [report.company.name, *(miss.clock.ticket.subject for miss in report.misses)]
        document.take_fonts(folder, texts)
        document.add_page()
        document.say(words["title"].format(name=plain(report.company.name)), size=16, style="B")
        span = words["period"].format(
            since=since, until=until, zone=zone, at=f"{now.astimezone(zone):%Y-%m-%d}"
        )
        document.say(span, color=_GRAY)
        document.say(words["definition"], color=_GRAY)
        _measures(document, report, words)
        _misses(document, report, words, zone)
        return bytes(document.output())


class Document(FPDF):
    """A report on paper, with a head on each page of its tables and the number of the page."""

    def __init__(self, words: Mapping[str, str]) -> None:
        super().__init__(orientation="landscape", format="A4")
        self.words = words
        self.set_margin(14)
        self.set_auto_page_break(auto=True, margin=16)

    def take_fonts(self, folder: str, texts: Iterable[str]) -> None:
        """Add the fonts, by way of files in `folder`, which must be there until the document is written."""
        for style, name in _STYLES:
            path = Path(folder, f"{name}.ttf")
            path.write_bytes(_font(name))
            self.add_font(_FONT, style, path)
        # Shaping takes ten times as long, and only writing that joins or runs from the right needs it.
        self.set_text_shaping(use_shaping_engine=any(map(needs_shaping, texts)))

    def footer(self) -> None:
        """The number of the page."""
        self.set_y(-12)
        self.set_font(_FONT, size=8)
        self.cell(0, 6, self.words["page"].format(number=self.page_no()), align="R")

    def say(
        self, text: str, *, size: float = 9, style: Literal["", "B"] = "", color: Sequence[int] = (0, 0, 0)
    ) -> None:
        """A paragraph."""
        self.set_font(_FONT, style, size)
        self.set_text_color(*color)
        self.multi_cell(0, size * 0.55, text, new_x="LMARGIN", new_y="NEXT")
        self.set_text_color(0, 0, 0)
        self.ln(1.5)

    def rows(self, head: Sequence[str], rows: Iterable[Sequence[str]], widths: Sequence[int]) -> None:
        """A table whose head stands on each page anew."""
        self.set_font(_FONT, size=8)
        face = FontFace(emphasis="BOLD", fill_color=_HEAD)
        with self.table(
            headings_style=face, col_widths=tuple(widths), line_height=4.6, text_align="LEFT", padding=0.8
        ) as table:
            for cells in (head, *rows):
                row = table.row()
                for cell in cells:
                    row.cell(cell)
        self.ln(3)


def _measures(document: Document, report: ContractReport, words: Mapping[str, str]) -> None:
    if not report.measures:
        document.say(words["nothing"])
        return
    head = [words[name] for name in ("measure", "total", "met", "share")]
    rows = [
        [words[one.name], str(one.total), str(one.met), "" if one.share is None else str(one.share)]
        for one in report.measures
    ]
    document.rows(head, rows, (4, 2, 2, 2))


def _misses(document: Document, report: ContractReport, words: Mapping[str, str], zone: tzinfo) -> None:
    document.say(words["misses"], size=12, style="B")
    if not report.misses:
        document.say(words["none"])
        return
    if report.is_partial or len(report.misses) > MAX_ROWS:
        document.say(words["partial"].format(count=min(len(report.misses), MAX_ROWS)))
    head = [words[name] for name in ("ticket", "subject", "measure", "due", "done", "late", "why")]
    rows = [_cells(miss, words, zone) for miss in report.misses[:MAX_ROWS]]
    document.rows(head, rows, (2, 8, 4, 4, 4, 3, 6))


def _cells(miss: Miss, words: Mapping[str, str], zone: tzinfo) -> list[str]:
    clock = miss.clock
    done = clock.fulfilled_at
    late = miss.late_seconds
    return [
        f"#{clock.ticket_id}",
        plain(clock.ticket.subject)[:_SUBJECT],
        words[clock.measure],
        _time(clock.breached_at, zone),
        _time(done, zone) if done else words["open"],
        "" if late is None else words["hours"].format(hours=late // 3600, minutes=late // 60 % 60),
        words[miss.reason],
    ]


def _time(at: datetime | None, zone: tzinfo) -> str:
    return f"{at.astimezone(zone):%Y-%m-%d %H:%M}" if at else ""


def needs_shaping(text: str) -> bool:
    """Whether a text has letters beyond Latin, Greek, Cyrillic and the signs that stand with them."""
    return any("\u0590" <= sign <= "\u1fff" or sign >= "\ua800" for sign in text)


def plain(text: str) -> str:
    """A text on one line, without what is no letter, such as control characters and marks of direction."""
    return " ".join("".join(sign if sign.isprintable() else " " for sign in text).split())


@lru_cache(maxsize=len(_STYLES))
def _font(name: str) -> bytes:
    found: bytes = myfont(name)
    return found
