"""Carrying a parsed mail between processes: JSON for text, bytes for files, and no code."""

import json
from collections.abc import Callable
from dataclasses import asdict, fields
from datetime import datetime
from typing import Any, TypeVar

from integrations.email.mime.bodies import MailFile
from integrations.email.mime.calendars import Invitation
from integrations.email.mime.headers import Address
from integrations.email.mime.parsed import Bounce, ParsedMail

T = TypeVar("T")
_NAMES = tuple(one.name for one in fields(ParsedMail))
_ADDRESS_LISTS = ("reply_to", "to", "cc")
_TEXT_LISTS = (
    "in_reply_to",
    "references",
    "delivered_to",
    "loop_marks",
    "authentication_results",
    "problems",
    "lists",
)
_FLAGS = ("is_reply_or_forward", "is_surely_automatic", "is_newsletter")


class Malformed(Exception):
    """What came over the wire is not one of our mails."""


def packed(mail: ParsedMail) -> tuple[bytes, list[bytes]]:
    """A mail as JSON, and the contents of its files in order."""
    values = {name: getattr(mail, name) for name in _NAMES}
    values["files"] = [
        [file.name, file.content_type, len(file.content), file.content_id, file.is_inline]
        for file in mail.files
    ]
    for name in ("from_", "sender"):
        values[name] = [values[name].name, values[name].address]
    for name in _ADDRESS_LISTS:
        values[name] = [[one.name, one.address] for one in values[name]]
    values["sent_at"] = _written(mail.sent_at)
    values["invitations"] = [
        asdict(one) | {"starts_at": _written(one.starts_at), "ends_at": _written(one.ends_at)}
        for one in mail.invitations
    ]
    values["bounce"] = asdict(mail.bounce) if mail.bounce else None
    text = json.dumps(values, ensure_ascii=False)
    return text.encode("utf-8", "replace"), [file.content for file in mail.files]


def unpacked(header: bytes, contents: bytes) -> ParsedMail:
    """The mail again. Raises Malformed for anything that `packed` would not have written."""
    try:
        values = json.loads(header)
        return _mail(values, contents)
    except (ValueError, TypeError, KeyError, RecursionError, OverflowError) as error:
        raise Malformed(type(error).__name__) from error


def _mail(values: dict[str, Any], contents: bytes) -> ParsedMail:
    files = []
    at = 0
    for name, content_type, size, content_id, is_inline in values["files"]:
        if not isinstance(size, int) or size < 0 or at + size > len(contents):
            raise Malformed("file size")
        files.append(
            MailFile(
                _text(name),
                _text(content_type),
                contents[at : at + size],
                _text(content_id),
                is_inline is True,
            )
        )
        at += size
    read: dict[str, Any] = {name: _text(values[name]) for name in _NAMES if isinstance(values[name], str)}
    read |= {name: _all(_text, values[name]) for name in _TEXT_LISTS}
    read |= {name: _all(_address, values[name]) for name in _ADDRESS_LISTS}
    read |= {name: _address(values[name]) for name in ("from_", "sender")}
    bounce = values["bounce"]
    read |= {
        "sent_at": _moment(values["sent_at"]),
        "files": tuple(files),
        "invitations": _all(_invitation, values["invitations"]),
        "bounce": None if bounce is None else _bounce(bounce),
    }
    read |= {name: values[name] is True for name in _FLAGS}
    return ParsedMail(**read)


def _all(read: Callable[[Any], T], values: list[Any]) -> tuple[T, ...]:
    return tuple(read(value) for value in values)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise Malformed("text")
    return value


def _address(value: Any) -> Address:
    name, address = value
    return Address(_text(name), _text(address))


def _written(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(value: Any) -> datetime | None:
    if value is None:
        return None
    moment = datetime.fromisoformat(_text(value))
    if moment.tzinfo is None:
        raise Malformed("time")
    return moment


def _invitation(value: dict[str, Any]) -> Invitation:
    texts = {name: _text(value[name]) for name in ("method", "summary", "organizer", "location")}
    return Invitation(
        **texts,
        starts_at=_moment(value["starts_at"]),
        ends_at=_moment(value["ends_at"]),
        is_floating=value["is_floating"] is True,
        is_all_day=value["is_all_day"] is True,
    )


def _bounce(value: dict[str, Any]) -> Bounce:
    texts = {
        name: _text(value[name]) for name in ("recipient", "status", "diagnostic", "original_message_id")
    }
    return Bounce(**texts, is_permanent=value["is_permanent"] is True, is_sure=value["is_sure"] is True)
