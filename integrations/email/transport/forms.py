"""
Posted forms as bytes.

Django's own parser decodes every field as text, which corrupts raw mail in other charsets, and limits fields
to a size meant for people's forms.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import parse_qsl

from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from django.utils.http import parse_header_parameters

MAX_FIELDS = 1000


class NotAForm(ValueError):
    """The body is not a form, or not a complete one."""


@dataclass(frozen=True)
class Form:
    """Fields by name, each as sent, and files by the name of their field."""

    fields: dict[str, bytes]
    files: "MultiValueDict[str, UploadedFile[bytes]]"

    def contents(self) -> Iterator[tuple[str, bytes]]:
        """The files as field and content."""
        for name, files in self.files.lists():
            for file in files:
                file.seek(0)
                yield name, file.read()
                file.seek(0)

    def as_text(self) -> QueryDict:
        """The fields as Django has them: text, in UTF-8."""
        found = QueryDict(mutable=True)
        for name, value in self.fields.items():
            found[name] = value.decode("utf-8", "replace")
        return found


def parse_form(content_type: str, body: bytes) -> Form:
    """Parse a form of either kind; of fields with the same name the last counts. Raises NotAForm."""
    kind, options = parse_header_parameters(content_type)
    if kind == "application/x-www-form-urlencoded":
        # Latin-1 maps bytes to text and back unchanged.
        try:
            pairs = parse_qsl(
                body.decode("latin-1"),
                keep_blank_values=True,
                encoding="latin-1",
                max_num_fields=MAX_FIELDS,
            )
        except ValueError as error:
            raise NotAForm("The form has too many fields.") from error
        return Form({_as_utf8(name): value.encode("latin-1") for name, value in pairs}, MultiValueDict())
    boundary = options.get("boundary", "")
    if kind != "multipart/form-data" or not boundary:
        raise NotAForm(f"{kind or 'Nothing'} is not a form.")
    return _parse_parts(boundary.encode(), body)


def _parse_parts(boundary: bytes, body: bytes) -> Form:
    form = Form({}, MultiValueDict())
    # Text before the first delimiter is not part of the form; the last delimiter ends with two dashes.
    pieces = (b"\r\n" + body).split(b"\r\n--" + boundary)
    if len(pieces) < 2 or not pieces[-1].startswith(b"--") or len(pieces) > MAX_FIELDS:
        raise NotAForm("The form is not whole.")
    for piece in pieces[1:-1]:
        head, _, content = piece.partition(b"\r\n\r\n")
        headers = {}
        for line in head.decode("utf-8", "replace").split("\r\n"):
            name, _, value = line.partition(":")
            headers[name.strip().lower()] = value.strip()
        _, options = parse_header_parameters(headers.get("content-disposition", ""))
        name = options.get("name", "")
        if "filename" in options:
            file = SimpleUploadedFile(
                options["filename"] or "file",
                content,
                content_type=headers.get("content-type", "application/octet-stream"),
            )
            form.files.appendlist(name, file)
        elif name:
            form.fields[name] = content
    return form


def _as_utf8(text: str) -> str:
    return text.encode("latin-1").decode("utf-8", "replace")
