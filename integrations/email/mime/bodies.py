"""What a mail says and what it carries: which parts are its text, and which are files."""

import re
from dataclasses import dataclass, field

from core.html import text_to_html
from integrations.email.mime import html_lines, parts, winmail
from integrations.email.mime.charsets import decode
from integrations.email.mime.html_lines import HtmlLine
from integrations.email.mime.parts import Part, uuencoded_files
from integrations.email.mime.references import References

_SEALED = ("application/pkcs7-mime", "application/x-pkcs7-mime", "application/pgp-encrypted")
MAX_TEXT = 1_000_000
_META_CHARSET = re.compile(
    rb"""<meta[^>]{0,200}?charset\s{0,3}=\s{0,3}["']?([A-Za-z0-9_.:\-]{1,40})""", re.IGNORECASE
)
# Control characters, and those that turn the direction: with them a name can end otherwise than it seems to.
_NAME_RUBBISH = re.compile(r'[\x00-\x1f\x7f-\x9f<>:"|?*\u200e\u200f\u061c\u2028-\u202e\u2066-\u2069\ufeff]+')
MAX_NAME = 200
_EXTENSIONS = {
    "message/rfc822": "eml", "text/calendar": "ics", "text/plain": "txt", "text/html": "html",
    "message/delivery-status": "txt", "text/rfc822-headers": "txt", "image/jpeg": "jpg", "image/png": "png",
    "image/gif": "gif", "application/pdf": "pdf", "application/pgp-signature": "asc", "text/csv": "csv",
    "application/pkcs7-signature": "p7s", "application/x-pkcs7-signature": "p7s",
    "application/pkcs7-mime": "p7m", "application/x-pkcs7-mime": "p7m", "message/global": "eml",
    "message/disposition-notification": "txt", "message/feedback-report": "txt", "text/vcard": "vcf",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file in a mail. `name` is never a path; `content_type` is what the sender declared."""

    name: str
    content_type: str
    content: bytes
    content_id: str
    is_inline: bool


@dataclass(slots=True)
class Body:
    """
    The text and HTML of a mail, its files, and parts meant for programs.

    `rich` holds the lines of the HTML if there is one piece of it, `machine_texts` the stretches of text that
    are really files and that nobody reads.
    """

    texts: list[str] = field(default_factory=list)
    htmls: list[str] = field(default_factory=list)
    rich: list[HtmlLine] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)
    calendars: list[str] = field(default_factory=list)
    reports: list[Part] = field(default_factory=list)
    messages: list[Part] = field(default_factory=list)
    envelopes: list[winmail.Unpacked] = field(default_factory=list)
    has_plain: bool = False
    machine_texts: list[str] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """The whole plain text; "" if the mail has only HTML."""
        return "\n".join(text.strip("\n") for text in self.texts if text.strip())

    @property
    def rich_lines(self) -> list[HtmlLine]:
        """The lines of `html`."""
        html = self.html
        return (self.rich or html_lines.lines(html)) if html else []

    @property
    def html(self) -> str:
        return "\n".join(html for html in self.htmls if html.strip())


def read(root: Part) -> Body:
    """Sort a mail's parts into what is shown and what is attached, following RFC 8621, 4.1.4."""
    body = Body()
    _Sorter(body, References.of(root)).part(root, parent="", is_first=True, wants="both")
    if not body.text and not body.html:
        body.texts += [one.text for one in body.envelopes if one.text]
        body.htmls += [one.html for one in body.envelopes if one.html]
    return body


class _Sorter:
    def __init__(self, body: Body, references: References) -> None:
        self.body = body
        self.references = references

    def part(self, part: Part, *, parent: str, is_first: bool, wants: str) -> None:
        kind = part.content_type
        if kind.startswith("multipart/") and (part.parts or not part.body.strip()):
            self._multipart(part, wants)
            return
        if kind.startswith("multipart/"):
            # Its declared boundary does not occur, so the text is all there is.
            self.body.problems.append("A part lacked its boundary; it is shown as text.")
            kind = "text/html" if b"<html" in part.body[:2_000].lower() else "text/plain"
        if kind in ("text/plain", "text/html") and self._is_shown(part, parent, is_first):
            self._shown(part, kind, wants)
            return
        if kind == "text/calendar":
            self.body.calendars.append(_text(part))
        if (
            kind in ("text/enriched", "text/richtext", "text/x-amp-html", "text/watch-html")
            and parent == "multipart/alternative"
        ):
            if not self.body.texts and kind in ("text/enriched", "text/richtext"):
                self.body.texts.append(_unenriched(_text(part)))
            elif part.body.strip():
                self.body.problems.append(f"Another form of the text ({kind}) is not shown.")
            return
        if kind in (
            "message/delivery-status",
            "text/rfc822-headers",
            "message/disposition-notification",
            "message/rfc822",
            "message/global-delivery-status",
            "message/global",
            "text/rfc822-header",
        ):
            self.body.reports.append(part)
        self._file(part, kind, parent)

    def _multipart(self, part: Part, wants: str) -> None:
        kind = part.content_type
        if not part.is_closed and part.parts:
            self.body.problems.append("The mail ends before its last part does.")
        if kind == "multipart/alternative":
            self._alternative(part, wants)
            return
        root = _root_of(part)
        for child in part.parts:
            self.part(child, parent=kind, is_first=child is root, wants=wants)

    def _alternative(self, part: Part, wants: str) -> None:
        """Keep both the plain and the rich form, and all parts of the same kind."""
        for child in part.parts:
            self.part(child, parent="multipart/alternative", is_first=True, wants="one")

    @staticmethod
    def _is_shown(part: Part, parent: str, is_first: bool) -> bool:
        if part.disposition.value == "attachment":
            return False
        has_name = bool(part.file_name)
        if parent == "multipart/related":
            return is_first or (not has_name and not part.content_id)
        return is_first or not has_name

    def _shown(self, part: Part, kind: str, wants: str) -> None:
        self._note_damage(part)
        if kind == "text/html":
            source, files, problems = self.references.resolved(_html(part))
            self.body.problems += problems
            self.body.files += [
                MailFile(file.name, file.content_type, file.content, file.content_id, True) for file in files
            ]
            if len(source) > MAX_TEXT:
                self._cut(part, kind)
                source = source[:MAX_TEXT]
            self.body.htmls.append(source)
            found = html_lines.lines(source)
            self.body.rich = found if len(self.body.htmls) == 1 else []
            if wants != "one":
                self.body.texts.append(html_lines.text_of(found))
            return
        text = _text(part)
        self.body.has_plain = self.body.has_plain or bool(text.strip())
        if "begin " in text:
            text = self._without_uuencoded(text)
        if len(text) > MAX_TEXT:
            self._cut(part, kind)
            text = text[:MAX_TEXT]
        self.body.texts.append(text)
        if wants != "one" and (self.body.htmls and text.strip()):
            self.body.htmls.append(text_to_html(text))
            self.body.rich = []

    def _note_damage(self, part: Part) -> None:
        if part.is_damaged:
            name = f" ({_safe_name(part.file_name)})" if part.file_name else ""
            self.body.problems.append(
                f"A part of the mail{name} was damaged on its way; what could be read of it is kept."
            )

    def _cut(self, part: Part, kind: str) -> None:
        self.body.problems.append("The text is too long to be shown whole; all of it is attached as a file.")
        self.body.files.append(MailFile(f"message.{_EXTENSIONS[kind]}", kind, part.content, "", False))

    def _without_uuencoded(self, text: str) -> str:
        content = text.encode()
        found = uuencoded_files(content)
        for name, file, start, end in found:
            title = _safe_name(name) or "file"
            self.body.files.append(MailFile(title, "application/octet-stream", file, "", False))
            self.body.machine_texts.append(content[start:end].decode("utf-8", "replace"))
        return text

    def _file(self, part: Part, kind: str, parent: str) -> None:
        self._note_damage(part)
        content = part.content
        if winmail.is_winmail(part.content_type, part.file_name):
            unpacked = winmail.unpack(content)
            if unpacked is not None:
                self.body.envelopes.append(unpacked)
                for title, inner in unpacked.files:
                    self.body.files.append(
                        MailFile(_safe_name(title) or "file", "application/octet-stream", inner, "", False)
                    )
                return
            self.body.problems.append("A winmail.dat of Outlook could not be opened; it is kept as a file.")
        if kind in _SEALED:
            self.body.problems.append(
                "The mail, or a part of it, is encrypted or sealed; it is kept as a file."
            )
        if kind in ("message/rfc822", "message/global"):
            self.body.messages.append(part)
        name = _safe_name(part.file_name) or self._made_up_name(part, kind)
        content_id = self.references.ids.get(id(part), "")
        is_inline = part.disposition.value != "attachment" and (
            part.disposition.value == "inline" or parent == "multipart/related" or bool(part.content_id)
        )
        self.body.files.append(
            MailFile(name, kind, content, content_id, is_inline and kind.startswith("image/"))
        )

    @staticmethod
    def _made_up_name(part: Part, kind: str) -> str:
        extension = _EXTENSIONS.get(kind) or (
            kind.partition("/")[2] if kind.startswith(("image/", "video/", "audio/")) else "bin"
        )
        extension = re.sub(r"[^a-z0-9]", "", extension.removeprefix("x-"))[:8] or "bin"
        if kind in ("message/rfc822", "message/global"):
            try:
                subject = parts.read(part.content[:20_000]).headers.first("subject")
            except parts.MailTooComplex:
                subject = ""
            return f"{_safe_name(subject)[:80] or 'message'}.eml"
        stem = {
            "text/calendar": "invite",
            "message/delivery-status": "delivery-status",
            "text/rfc822-headers": "headers",
        }
        return f"{stem.get(kind, 'signature' if 'signature' in kind else 'file')}.{extension}"


def _safe_name(name: str) -> str:
    last = re.split(r"[/\\]", name)[-1] if not name.endswith(("/", "\\")) else name.rstrip("/\\")
    return _shortened(" ".join(_NAME_RUBBISH.sub("_", last).split()).strip(" ."))


def _shortened(name: str) -> str:
    """A name of at most 200 characters that keeps its extension, which says what the file is."""
    if len(name) <= MAX_NAME:
        return name
    stem, dot, ending = name.rpartition(".")
    tail = f"{dot}{ending}" if stem and 0 < len(ending) <= 20 else ""
    return f"{name[: MAX_NAME - len(tail) - 1]}\u2026{tail}"


def _root_of(part: Part) -> Part | None:
    """Which of several parts is the text: in multipart/related the one it names, or the first text."""
    if part.content_type == "multipart/related":
        start = part.kind.parameters.get("start", "").strip("<> ").casefold()
        texts = [child for child in part.parts if child.content_type.startswith(("text/", "multipart/"))]
        for child in part.parts:
            if start and child.content_id.casefold() == start:
                return child
        if texts:
            return texts[0]
    return part.parts[0] if part.parts else None


def _text(part: Part) -> str:
    text = decode(part.content, part.kind.parameters.get("charset", ""))
    if part.kind.parameters.get("format", "").lower() == "flowed" and part.content_type == "text/plain":
        return unflowed(text, deletes_space=part.kind.parameters.get("delsp", "").lower() == "yes")
    return text


def _html(part: Part) -> str:
    content = part.content
    charset = part.kind.parameters.get("charset", "")
    if not charset:
        match = _META_CHARSET.search(content[:4_096])
        charset = match[1].decode("ascii") if match else ""
    return decode(content, charset)


def _unenriched(text: str) -> str:
    return re.sub(
        r"</?[A-Za-z][A-Za-z0-9-]{0,60}>", "", re.sub(r"<param>[^<]{0,500}</param>", "", text)
    ).replace("<<", "<")


def unflowed(text: str, *, deletes_space: bool) -> str:
    """Undo format=flowed (RFC 3676): lines ending in a space continue on the next one of the same depth."""
    result: list[str] = []
    paragraph: list[str] = []
    depth_before = -1
    for line in text.split("\n"):
        content = line.lstrip(">")
        depth = len(line) - len(content)
        content = content.removeprefix(" ")
        is_flowed = content.endswith(" ") and content != "-- "
        if paragraph and (depth != depth_before or content == "-- "):
            result.append(_unfolded(paragraph, depth_before))
            paragraph = []
        piece = content[:-1] if is_flowed and deletes_space else content
        paragraph.append(piece)
        depth_before = depth
        if not is_flowed:
            result.append(_unfolded(paragraph, depth))
            paragraph = []
    if paragraph:
        result.append(_unfolded(paragraph, depth_before))
    return "\n".join(result)


def _unfolded(paragraph: list[str], depth: int) -> str:
    text = "".join(paragraph)
    return f"{'>' * depth} {text}" if depth else text
