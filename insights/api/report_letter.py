"""What a mailed report says: the main figures as text, all of them in its file."""

from collections.abc import Mapping
from urllib.parse import urlencode

from django.conf import settings

from insights.api.accounts_rendering import accounts_csv, accounts_lines
from insights.api.rendering import figures_csv, names_of
from insights.api.report_words import REPORT_WORDS
from insights.api.words import WORDS
from insights.changes import changes
from insights.models import ReportSchedule
from insights.readers import MAIN
from insights.selectors import GROUPS
from insights.selectors.reporting import Board
from insights.services.reporting import ReportLetter

_TYPES = {"csv": "text/csv", "pdf": "application/pdf"}


def report_letter(board: Board, is_outside: bool) -> ReportLetter:
    """The letter of a report, in the language of its reader; who is outside gets no link."""
    row, words = board.schedule, REPORT_WORDS[board.language]
    until = board.period.until
    since = until if board.accounts is not None else board.period.since
    subject = words["subject"].format(name=row.name, since=since, until=until)
    parts = [*_head(board, words, is_outside), _lines(board), _foot(board, words, is_outside)]
    return ReportLetter(
        subject=row.name + f", {until}" if board.accounts is not None else subject,
        text="\n\n".join(parts),
        file_name=f"{row.report}-{until}.{row.format}",
        content_type=_TYPES[row.format],
        content=_file(board),
    )


def _head(board: Board, words: Mapping[str, str], is_outside: bool) -> list[str]:
    row, period = board.schedule, board.period
    owner = row.owner.name
    sight = words["sight_outside"].format(owner=owner) if is_outside else words["sight"]
    if board.accounts is not None:
        day = board.now.astimezone(period.zone).date()
        return [f"{words[row.report]}. {words['as_of'].format(day=day)}", sight]
    told = words["intro"].format(
        report=words[row.report], since=period.since, until=period.until, zone=period.zone
    )
    filters = ", ".join(_filter(by, row.filters[column], words) for by, column in GROUPS.items()
                        if column in row.filters)  # fmt: skip
    return [told, sight] + ([words["filters"].format(filters=filters)] if filters else [])


def _filter(by: str, value: str | int | None, words: Mapping[str, str]) -> str:
    name = names_of(by).get(value, str(value)) if value else words["none"]
    return f"{words[by]}: {name}"


def _lines(board: Board) -> str:
    words = REPORT_WORDS[board.language]
    if board.accounts is not None:
        return "\n".join(f"{name}: {value}" for name, value in accounts_lines(board.accounts, words))
    if board.schedule.report == ReportSchedule.Report.CHANGES:
        return _changes(board, words)
    said = WORDS[board.language]
    # Only who asks for a document needs what makes it, but its words for a figure are those of the text.
    from insights.api.report_pdf import figure_text

    now = {one.measure: one for one in board.figures}
    earlier = {one.measure: one for one in board.before}
    lines = []
    for name in MAIN[board.schedule.report]:
        line = f"{said[name]}: {figure_text(now[name], said)}"
        if name != "backlog_age":
            line += f" ({words['before'].format(value=figure_text(earlier[name], said))})"
        lines.append(line)
    return "\n".join(lines)


def _changes(board: Board, words: Mapping[str, str]) -> str:
    from insights.api.report_pdf import figure_text

    said = WORDS[board.language]
    lines = []
    for one in changes(board.figures, board.before):
        was = words["up" if one.is_up else "down"].format(value=figure_text(one.before, said))
        lines.append(f"{said[one.now.measure]}: {figure_text(one.now, said)} ({was})")
    return "\n".join([*lines, words["rest" if lines else "nothing_changed"]])


def _foot(board: Board, words: Mapping[str, str], is_outside: bool) -> str:
    why = words["why"].format(owner=board.schedule.owner.name)
    if is_outside:
        return f"{words['more_outside']}\n{why}"
    return f"{words['more'].format(link=_link(board))}\n{why}"


def _link(board: Board) -> str:
    row = board.schedule
    is_of_all = row.report == ReportSchedule.Report.CHANGES
    wanted = {"reader": ReportSchedule.Report.OPERATIONS.value if is_of_all else row.report}
    if board.accounts is None:
        wanted |= {"days": str(row.days)} if row.days in (7, 28, 90, 365) else {}
        wanted |= {name: str(row.filters[name] or "none") for name in ("segment", "channel", "category")
                   if name in row.filters}  # fmt: skip
        if "team_id" in row.filters:
            wanted["team"] = str(row.filters["team_id"] or 0)
    return f"{settings.PUBLIC_URL}/app/insights?{urlencode(wanted)}"


def _file(board: Board) -> bytes:
    is_pdf = board.schedule.format == "pdf"
    if board.accounts is not None:
        if not is_pdf:
            return accounts_csv(board.accounts).encode()
        from insights.api.accounts_pdf import accounts_pdf

        return accounts_pdf(board.accounts, language=board.language, zone=board.period.zone, now=board.now)
    if not is_pdf:
        return figures_csv(board.period, board.figures, board.before).encode()
    from insights.api.report_pdf import report_pdf

    return report_pdf(
        board.figures, board.before, period=board.period, language=board.language, now=board.now
    )
