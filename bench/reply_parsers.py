"""
What public reply parsers achieve on the cases of `manage.py evaluate replies`.

Run: .venv/bin/python -m bench.reply_parsers CASES.jsonl
"""

import sys
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import import_module
from typing import Any

from core.evaluation import rows_of
from integrations.email.evaluation import as_mail, missed_by
from integrations.email.mime.parsing import parse

LANGUAGES = ["en", "de", "fr", "it", "ja", "pl", "sv", "es", "nl", "da", "cs", "he", "ko", "zh"]
# They ship no types.
_MAIL_PARSER_REPLY: Any = import_module("mailparser_reply")
_EMAIL_REPLY_PARSER: Any = import_module("email_reply_parser")
PARSERS: dict[str, Callable[[str], str]] = {
    "mail-parser-reply": lambda text: str(
        _MAIL_PARSER_REPLY.EmailReplyParser(languages=LANGUAGES).parse_reply(text) or ""
    ),
    "email_reply_parser": lambda text: str(_EMAIL_REPLY_PARSER.EmailReplyParser.parse_reply(text)),
}


def right(cases: list[dict[str, Any]], reply_of: Callable[[str], str]) -> int:
    """The number of cases with the expected visible part; whatever a parser cut off counts as signature."""
    count = 0
    for case in cases:
        mail = parse(as_mail(case))
        visible = reply_of(mail.text)
        signature = mail.text.strip().removeprefix(visible.strip()) if visible.strip() else ""
        count += not missed_by(replace(mail, visible_text=visible, signature_text=signature), case)
    return count


def _ours(text: str) -> str:
    return parse(b"\n" + text.encode()).visible_text


def main() -> None:
    cases = rows_of(sys.argv[1], "id", "kind", "input")
    for name, reply_of in PARSERS.items():
        print(f"{name:<20} {right(cases, reply_of)} of {len(cases)}")
    for size in (2_000, 5_000, 10_000):
        line = "On " + "a " * (size // 2)
        for name, reply_of in (*PARSERS.items(), ("ours", _ours)):
            started = time.perf_counter()
            reply_of(line)
            print(f"{name:<20} one line of {size:>6} bytes: {time.perf_counter() - started:.3f} s")


if __name__ == "__main__":
    main()
