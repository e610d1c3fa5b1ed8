"""Parsing mail in another process, within limits (`core.sandbox`)."""

from core.sandbox.pool import Poison, Pool
from core.sandbox.pool import Unavailable as SandboxUnavailable
from integrations.email.mime.parsed import ParsedMail
from integrations.email.sandbox.transfer import Malformed, unpacked

__all__ = ["MAX_CHILDREN", "PoisonMail", "SandboxUnavailable", "parse_safely"]

MAX_CHILDREN = 2


class PoisonMail(Poison):
    """A mail that cannot be parsed within the limits. `reason` is for people."""


_pool = Pool("integrations.email.sandbox.job", what="mail", poison=PoisonMail, size=MAX_CHILDREN)


def parse_safely(raw: bytes, *, seconds: float = 20) -> ParsedMail:
    """
    Parse a raw message like `mime.parsing.parse`, in a process limited to 1 GB and `seconds` of its time.

    Thread-safe; two mails are parsed at a time, more have to wait. Raises PoisonMail for a mail that is too
    big, too slow or breaks the parser, SandboxUnavailable if there is no process to parse it.
    """
    header, contents = _pool.run(raw, seconds=seconds)
    try:
        return unpacked(header, contents)
    except Malformed as error:
        raise PoisonMail("The reader answered with something that is no mail.") from error
