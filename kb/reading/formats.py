"""Files as items: PDF, DOCX, CSV, captions. Runs in the process with the limits."""

import csv
import io
import zipfile
from collections.abc import Iterator
from html import escape
from pathlib import PurePosixPath

import mammoth
import pypdf
import webvtt
from pypdf.errors import PdfReadError
from pypdf.generic import Destination

from core.sandbox.work import Refused
from kb.reading.items import Gathered, Held

MAX_UNPACKED = 300 * 1024 * 1024
MAX_ITEM = 150_000
"""Letters of one item: longer files become several, each with its place in the title."""
MAX_PAGES, MAX_ROWS = 3_000, 20_000
_QUESTIONS = {"question", "title", "subject", "frage", "titel", "betreff", "name"}
_ANSWERS = {"answer", "body", "content", "text", "antwort", "inhalt", "beschreibung", "description"}
_KEYS = {"id", "key", "slug"}
_PART_MINUTES = 5


def read_file(name: str, content: bytes) -> Held:
    """
    The content of a file, told by its first bytes, and of text by the ending of its name.

    Raises Refused with a reason.
    """
    suffix = PurePosixPath(name.lower()).suffix
    if content[:1024].lstrip().startswith(b"%PDF"):
        return _pdf(name, content)
    if content[:4] == b"PK\x03\x04":
        return _docx(name, content)
    if suffix in (".pdf", ".docx"):
        raise Refused(f"not_what_it_says:{suffix[1:].upper()}")
    text = decoded(content)
    if suffix == ".csv":
        return _csv(name, text)
    if suffix in (".vtt", ".srt"):
        return _captions(name, text, suffix[1:])
    raise Refused(f"unknown_type:{suffix}")


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 with its mark, or Windows' western letters. Raises Refused for no text."""
    if content[:2] in (b"\xff\xfe", b"\xfe\xff"):
        encodings = ["utf-16"]
    elif b"\x00" in content:
        raise Refused("not_text:")
    else:
        encodings = ["utf-8-sig", "cp1252"]
    for encoding in encodings:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused("not_text:")


def stem_of(name: str) -> str:
    """A file's name as a title."""
    return " ".join(PurePosixPath(name).stem.replace("_", " ").replace("-", " ").split()) or "Untitled"


def _pdf(name: str, content: bytes) -> Held:
    try:
        reader = pypdf.PdfReader(io.BytesIO(content))
        if reader.is_encrypted and not reader.decrypt(""):
            raise Refused("encrypted:")
        marks = _bookmarks(reader)
        pages = [
            _paragraphs(page.extract_text(), marks.get(number, []))
            for number, page in enumerate(reader.pages[:MAX_PAGES])
        ]
        title = str((reader.metadata.title if reader.metadata else "") or "").strip()
    except Refused:
        raise
    except (
        PdfReadError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ) as error:
        raise Refused("damaged:") from error
    if not any(pages):
        raise Refused("scanned:")
    return _in_parts(name, title or stem_of(name), pages, "pages")


def _bookmarks(reader: pypdf.PdfReader) -> dict[int, list[tuple[int, str]]]:
    """The titles of the outline by page, with their levels: the only headings that a PDF names."""
    found: dict[int, list[tuple[int, str]]] = {}

    def walk(entries: list[object], level: int) -> None:
        for entry in entries:
            if isinstance(entry, list):
                walk(entry, level + 1)
            elif isinstance(entry, Destination) and len(found) < MAX_PAGES:
                page = reader.get_destination_page_number(entry)
                if page is not None:
                    found.setdefault(page, []).append((min(level, 4), str(entry.title)))

    try:
        walk(list(reader.outline), 2)
    except (PdfReadError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return {}
    return found


def _paragraphs(text: str, marks: list[tuple[int, str]]) -> str:
    """
    A page's text as HTML.

    A bookmark whose words stand as a line of their own becomes the heading there, else the page begins with
    it.
    """
    lines = [" ".join(line.split()) for line in text.split("\n")]
    waiting = {" ".join(title.split()): level for level, title in marks}
    parts: list[str] = []
    block: list[str] = []

    def close() -> None:
        if block:
            parts.append(f"<p>{escape(' '.join(block))}</p>")
            block.clear()

    top = "".join(_heading(level, title) for title, level in waiting.items() if title not in lines)
    for line in lines:
        if line in waiting:
            close()
            parts.append(_heading(waiting.pop(line), line))
        elif line:
            block.append(line)
        else:
            close()
    close()
    return top + "".join(parts) if parts else ""


def _heading(level: int, title: str) -> str:
    return f"<h{level}>{escape(title)}</h{level}>"


def _in_parts(name: str, title: str, pieces: list[str], unit: str) -> Held:
    """One item, or several of at most `MAX_ITEM` letters that name the pieces in them."""
    parts: list[tuple[int, int, list[str]]] = []
    for number, piece in enumerate(pieces, start=1):
        if parts and sum(map(len, parts[-1][2])) + len(piece) <= MAX_ITEM:
            start, _, held = parts[-1]
            parts[-1] = (start, number, [*held, piece])
        else:
            parts.append((number, number, [piece]))
    gathered = Gathered()
    for index, (start, end, held) in enumerate(parts, start=1):
        body = "".join(held)
        if len(parts) == 1:
            gathered.add(name, title, body)
        elif body:
            gathered.add(f"{name}#{index}", f"{title} ({unit} {start}-{end})", body)
    return gathered.held


def _docx(name: str, content: bytes) -> Held:
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if "word/document.xml" not in names:
                raise Refused("unknown_type:ZIP")
            if sum(entry.file_size for entry in packed.infolist()) > MAX_UNPACKED:
                raise Refused("too_large:")
        made = mammoth.convert_to_html(
            io.BytesIO(content), convert_image=mammoth.images.img_element(_no_image)
        )
    except Refused:
        raise
    except Exception as error:
        raise Refused("damaged:") from error
    body = str(made.value)
    title = stem_of(name)
    if body.startswith("<h1>") and (end := body.find("</h1>")) > 0:
        from lxml import html

        title = " ".join(str(html.fragment_fromstring(body[: end + 5]).text_content()).split()) or title
        body = body[end + 5 :]
    gathered = Gathered()
    gathered.add(name, title, body)
    return gathered.held


def _no_image(image: object) -> dict[str, str]:
    return {"src": ""}


def _csv(name: str, text: str) -> Held:
    try:
        dialect: type[csv.Dialect] | csv.Dialect = csv.Sniffer().sniff(text[:20_000], ",;\t|")
    except csv.Error:
        dialect = csv.excel
    csv.field_size_limit(MAX_UNPACKED)
    try:
        rows = [row for row in csv.reader(io.StringIO(text), dialect) if any(cell.strip() for cell in row)]
    except csv.Error as error:
        raise Refused("damaged:") from error
    if len(rows) < 2:
        raise Refused("empty:")
    if len(rows) > MAX_ROWS:
        raise Refused(f"too_many_rows:{MAX_ROWS}")
    head = [cell.strip() for cell in rows[0]]
    by_name = {cell.lower(): at for at, cell in reversed(list(enumerate(head)))}
    question = next((at for cell, at in by_name.items() if cell in _QUESTIONS), None)
    answer = next((at for cell, at in by_name.items() if cell in _ANSWERS and at != question), None)
    if question is None or answer is None:
        pieces = [_row(head, row) for row in rows[1:]]
        return _in_parts(name, stem_of(name), pieces, "rows")
    key = next((at for cell, at in by_name.items() if cell in _KEYS), question)
    gathered = Gathered()
    for row in rows[1:]:
        cells = [*row, *[""] * len(head)]
        title = cells[question].strip()
        gathered.add(f"{name}#{cells[key].strip() or title}", title, _text(cells[answer]))
    return gathered.held


def _row(head: list[str], row: list[str]) -> str:
    pairs = zip(head, row, strict=False)
    told = [f"<b>{escape(name)}</b>: {escape(cell.strip())}" for name, cell in pairs if cell.strip()]
    return f"<p>{'<br>'.join(told)}</p>" if told else ""


def _text(text: str) -> str:
    parts = (part.strip() for part in text.replace("\r\n", "\n").split("\n\n"))
    return "".join(f"<p>{escape(part).replace(chr(10), '<br>')}</p>" for part in parts if part)


def _captions(name: str, text: str, kind: str) -> Held:
    """A transcript: what each speaker says in one paragraph, with a heading for every five minutes."""
    try:
        captions = webvtt.from_buffer(io.BytesIO(text.encode()), format=kind).captions
    except (webvtt.errors.MalformedFileError, webvtt.errors.MalformedCaptionError, ValueError) as error:
        raise Refused("damaged:") from error
    body = "".join(_spoken(captions))
    gathered = Gathered()
    gathered.add(name, stem_of(name), body)
    return gathered.held


def _spoken(captions: list[webvtt.Caption]) -> Iterator[str]:
    part, speaker = -1, ""
    said: list[str] = []

    def paragraph() -> str:
        words = escape(" ".join(said))
        said.clear()
        return (
            f"<p><b>{escape(speaker)}</b>: {words}</p>"
            if speaker and words
            else f"<p>{words}</p>" * bool(words)
        )

    for caption in captions:
        minutes = caption.start_in_seconds // 60
        voice = str(caption.voice or "")
        if minutes // _PART_MINUTES != part:
            yield paragraph()
            part = minutes // _PART_MINUTES
            at = part * _PART_MINUTES
            yield f"<h2>{at // 60:02d}:{at % 60:02d}</h2>"
        elif voice != speaker:
            yield paragraph()
        speaker = voice
        said.append(" ".join(str(caption.text).split()))
    yield paragraph()
