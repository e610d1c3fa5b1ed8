"""What `core.sandbox.child` does with a mail: it parses it, and packs what it found."""

from collections.abc import Sequence

from core.sandbox.work import Refused
from integrations.email.mime.parsing import MailTooComplex, parse
from integrations.email.sandbox.transfer import packed


def work(raw: bytes) -> tuple[bytes, Sequence[bytes]]:
    """The mail as JSON, and the contents of its files. Raises Refused for one that is too complex."""
    try:
        return packed(parse(raw))
    except MailTooComplex as error:
        raise Refused(f"The mail is too complex: {error}.") from error
