"""How well mail is read: what remains of a reply without its quote, and raw mails of every shape."""

import json
import re
import time
from argparse import ArgumentParser
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from core.errors import Invalid
from core.evaluation import Evaluation, rows_of
from integrations.email.mime import html_lines
from integrations.email.mime.parsing import ParsedMail, parse

_UNKNOWN_LETTER = "\N{REPLACEMENT CHARACTER}"


def squeezed(text: str) -> str:
    """Text without white space, the form in which texts are compared."""
    return "".join(text.split())


def add_reply_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate replies`."""
    parser.add_argument(
        "--cases",
        required=True,
        help='rows {"id", "kind": plain|eml|html|signature, "input"} with one or more of expect_reply,'
        " expect_html_nospace, expect_contains, expect_not_contains, expect_all_kept, expect_signature",
    )
    parser.add_argument("--failures", help="write what went wrong to this file, a row a case")


def replies(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read every case as a mail and compare the visible text with the expectation, ignoring white space.

    A case is right if all its expectations hold. `seconds` covers all of them.
    """
    cases = rows_of(options["cases"], "id", "kind", "input")
    if not cases:
        raise Invalid("There must be at least one case.")
    wrong: list[dict[str, Any]] = []
    kinds: dict[str, list[bool]] = {}
    crashes = 0
    started = time.perf_counter()
    for case in cases:
        try:
            mail = parse(as_mail(case))
            missed = missed_by(mail, case)
        except Exception as error:  # noqa: BLE001 - a crash is a finding here
            crashes += 1
            mail, missed = None, [type(error).__name__]
        kinds.setdefault(case["kind"], []).append(not missed)
        if missed:
            wrong.append(
                {
                    "id": case["id"],
                    "missed": missed,
                    "visible": mail.visible_text if mail else "",
                    "signature": mail.signature_text if mail else "",
                }
            )
    seconds = time.perf_counter() - started
    if options.get("failures"):
        rows = [json.dumps(row, ensure_ascii=False) + "\n" for row in wrong]
        Path(options["failures"]).write_text("".join(rows), encoding="utf-8")
    return {
        "cases": len(cases),
        "right": len(cases) - len(wrong),
        "share": round(1 - len(wrong) / len(cases), 4),
        "crashes": crashes,
        **{f"right_{kind}": f"{sum(found)} of {len(found)}" for kind, found in sorted(kinds.items())},
        "seconds": round(seconds, 3),
    }


def as_mail(case: Mapping[str, Any]) -> bytes:
    """A case as the raw mail it describes."""
    if case["kind"] == "eml":
        return str(case["input"]).encode("utf-8", "surrogateescape")
    sender = str(case.get("sender") or "customer@example.com")
    author = sender if "@" in sender else f"{sender} <customer@example.com>"
    kind = "html" if case["kind"] == "html" else "plain"
    head = (
        f"From: {author}\nTo: help@example.org\nSubject: Question\nMIME-Version: 1.0\n"
        f"Content-Type: text/{kind}; charset=utf-8\nContent-Transfer-Encoding: 8bit\n\n"
    )
    return (head + str(case["input"])).encode("utf-8", "surrogateescape")


def missed_by(mail: ParsedMail, case: Mapping[str, Any]) -> list[str]:
    """The names of a case's expectations that a mail does not meet."""
    visible = squeezed(mail.visible_text)
    holds: dict[str, Callable[[Any], bool]] = {
        "expect_reply": lambda text: visible == squeezed(text),
        "expect_html_nospace": lambda source: visible == squeezed(_words(source)),
        "expect_contains": lambda texts: all(squeezed(text) in visible for text in texts),
        "expect_not_contains": lambda texts: not any(squeezed(text) in visible for text in texts),
        "expect_all_kept": lambda is_kept: not is_kept or visible == squeezed(case["input"]),
        "expect_signature": lambda text: squeezed(mail.signature_text) == squeezed(text),
    }
    return [name for name, is_met in holds.items() if name in case and not is_met(case[name])]


def _words(source: str) -> str:
    return html_lines.text_of(html_lines.lines(source))


def add_mime_arguments(parser: ArgumentParser) -> None:
    """The file arguments of `evaluate mime`."""
    parser.add_argument(
        "--folder",
        required=True,
        help='a folder with expected.jsonl, rows {"file", "expected"}, and the files',
    )
    parser.add_argument("--failures", help="write what went wrong to this file, a row a mail")


def mime(options: Mapping[str, Any]) -> dict[str, Any]:
    """
    Read every mail in a folder and compare its subject, sender and text with another parser's reading.

    Where that parser could not decode a letter (U+FFFD), any letter is right. A text is right if it contains
    each of the other parser's text parts, ignoring white space. `right` counts mails in which all three are.
    """
    folder = Path(options["folder"])
    rows = rows_of(folder / "expected.jsonl", "file", "expected")
    if not rows:
        raise Invalid("There must be at least one mail.")
    counts = {"subject": 0, "sender": 0, "text": 0, "attachment_names": 0}
    crashes = compared = right = 0
    wrong: list[dict[str, Any]] = []
    for row in rows:
        try:
            mail = parse((folder / row["file"]).read_bytes())
        except Exception as error:  # noqa: BLE001 - a crash is a finding here
            crashes += 1
            wrong.append({"file": row["file"], "missed": [type(error).__name__]})
            continue
        if not row["expected"]:
            continue
        compared += 1
        found = _agreement(mail, row["expected"])
        for name, agrees in found.items():
            counts[name] += agrees
        missed = [name for name in ("subject", "sender", "text") if not found[name]]
        right += not missed
        if missed:
            wrong.append({"file": row["file"], "missed": missed})
    if options.get("failures"):
        Path(options["failures"]).write_text(
            "".join(json.dumps(row) + "\n" for row in wrong), encoding="utf-8"
        )
    return {
        "mails": len(rows),
        "crashes": crashes,
        "compared": compared,
        "right": right,
        "share": round(right / compared, 4) if compared else None,
        **{name: f"{count} of {compared}" for name, count in counts.items()},
    }


def _agreement(mail: ParsedMail, expected: Mapping[str, Any]) -> dict[str, bool]:
    senders = expected.get("from") or []
    text = squeezed(mail.text)
    names = [name.replace("\\", "/").rpartition("/")[2] for name in expected.get("attachments") or [] if name]
    own = [file.name for file in mail.files]
    return {
        "subject": _agrees(squeezed(mail.subject), squeezed(expected.get("subject") or ""), is_whole=True),
        "sender": not senders
        or (
            (senders[0][1] or "").lower() == mail.from_.address.lower()
            and _agrees(squeezed(mail.from_.name), squeezed(senders[0][0] or ""), is_whole=True)
        ),
        "text": all(
            _agrees(text, squeezed(part), is_whole=False) for part in expected.get("text_parts") or []
        ),
        "attachment_names": all(any(_agrees(one, name, is_whole=True) for one in own) for name in names),
    }


def _agrees(own: str, expected: str, *, is_whole: bool) -> bool:
    if _UNKNOWN_LETTER not in expected:
        return own == expected if is_whole else expected in own
    pattern = re.compile(".{1,2}".join(map(re.escape, re.split(f"{_UNKNOWN_LETTER}+", expected))), re.DOTALL)
    return (pattern.fullmatch(own) if is_whole else pattern.search(own)) is not None


EVALUATIONS = {
    "replies": Evaluation(
        help="what is visible of replies, without quote and signature",
        add_arguments=add_reply_arguments,
        run=replies,
    ),
    "mime": Evaluation(
        help="raw mails of every shape against what another parser read",
        add_arguments=add_mime_arguments,
        run=mime,
    ),
}
