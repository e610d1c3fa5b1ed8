import json
from argparse import ArgumentParser
from dataclasses import asdict
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from integrations.email.mime.parsing import Address, ParsedMail
from integrations.email.sandbox.pool import PoisonMail, SandboxUnavailable, parse_safely


class Command(BaseCommand):
    """Show how the email channel reads raw messages; needs no installation and changes none."""

    help = "Print how the email channel reads raw messages (.eml files): one JSON object a file, in a list."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE", help="a raw message, as servers store it")
        parser.add_argument("--json", action="store_true", help="print one line of JSON")

    def handle(self, *args: Any, **options: Any) -> None:
        found = [_told(name) for name in options["files"]]
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=None if options["json"] else 2))


def _told(name: str) -> dict[str, Any]:
    try:
        mail = parse_safely(Path(name).read_bytes())
    except (OSError, PoisonMail, SandboxUnavailable) as error:
        return {"file": name, "error": str(error)}
    return {"file": name} | told(mail)


def told(mail: ParsedMail) -> dict[str, Any]:
    """
    A mail with its fields as the command's contract names them.

    `quoted_text` is everything that is folded: the signature, which `signature_text` also holds, and the
    quote.
    """
    return {
        "from": _address(mail.from_),
        "sender": _address(mail.sender),
        "reply_to": [_address(one) for one in mail.reply_to],
        "to": [_address(one) for one in mail.to],
        "cc": [_address(one) for one in mail.cc],
        "message_id": mail.message_id,
        "in_reply_to": list(mail.in_reply_to),
        "references": list(mail.references),
        "subject": mail.subject,
        "date": mail.sent_at.isoformat() if mail.sent_at else None,
        "text": mail.text,
        "visible_text": mail.visible_text,
        "quoted_text": "\n\n".join(one for one in (mail.signature_text, mail.quoted_text) if one),
        "signature_text": mail.signature_text,
        "attachments": [
            {
                "name": file.name,
                "content_type": file.content_type,
                "size": len(file.content),
                "is_inline": file.is_inline,
                "content_id": file.content_id,
            }
            for file in mail.files
        ],
        "invitations": [
            asdict(one)
            | {
                "starts_at": one.starts_at and one.starts_at.isoformat(),
                "ends_at": one.ends_at and one.ends_at.isoformat(),
            }
            for one in mail.invitations
        ],
        "automatic": mail.automatic,
        "reason": mail.reason,
        "is_surely_automatic": mail.is_surely_automatic,
        "bounce": asdict(mail.bounce) if mail.bounce else None,
        "problems": list(mail.problems),
    }


def _address(one: Address) -> dict[str, str]:
    return {"name": one.name, "address": one.address}
