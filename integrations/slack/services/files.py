"""Files, both ways: read from Slack with our sign-in, and given to it piece by piece."""

import io
import logging
from datetime import datetime
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings

from core import clock, http
from core.actors import Actor
from core.errors import DomainError, UpstreamFailed
from integrations.connections import services as connections
from integrations.connections.models import Connection
from integrations.connections.transport import Call
from tickets import services as ticket_services
from tickets.models import Attachment

logger = logging.getLogger(__name__)
SECONDS = 60.0


def files_fetch(
    *, actor: Actor, connection: Connection, files: list[dict[str, Any]]
) -> tuple[list[str], list[str]]:
    """
    Read what somebody has added to a message, as files of the actor; returns ids, and what was left out.

    Must not run within a transaction. Raises UpstreamFailed when Slack cannot be reached.
    """
    kept: list[str] = []
    left: list[str] = []
    for one in files:
        name = str(one.get("name") or "file")[:255]
        try:
            kept.append(_fetch(actor, connection, one, name, clock.now()))
        except _Left as error:
            left.append(f"{name}: {error}")
    return kept, left


class _Left(Exception):
    """A file that is not taken, and why."""


def _fetch(actor: Actor, connection: Connection, one: dict[str, Any], name: str, now: datetime) -> str:
    size, limit = one.get("size"), settings.ATTACHMENT_MAX_BYTES
    url = str(one.get("url_private_download") or one.get("url_private") or "")
    if one.get("is_external") or one.get("mode") in ("external", "tombstone", "hidden_by_limit"):
        raise _Left("it is not in Slack itself")
    if isinstance(size, int) and size > limit:
        raise _Left(f"over {limit // (1024 * 1024)} MB")
    if not _is_slack(url):
        # Our sign-in goes to Slack and nowhere else.
        raise _Left("its address is not Slack's")
    key = connections.credential(connection_id=connection.pk, now=now)
    answer = http.fetch(
        "GET",
        url,
        headers={"Authorization": f"Bearer {key.value}"},
        max_bytes=limit,
        max_seconds=SECONDS,
        follow_redirects=False,
    )
    if answer.status_code >= 500 or answer.status_code == 429:
        raise UpstreamFailed(f"Slack answered {answer.status_code} for a file.")
    if answer.status_code != 200:
        raise _Left(f"Slack answered {answer.status_code}")
    try:
        row = ticket_services.attachment_store(
            actor=actor, name=name, stream=io.BytesIO(answer.content), now=now
        )
    except DomainError as error:
        raise _Left(error.message) from error
    return str(row.public_id)


def _is_slack(url: str) -> bool:
    try:
        parts, own = urlsplit(url), urlsplit(settings.SLACK_URL)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.scheme == own.scheme and parts.netloc == own.netloc:
        return True
    return parts.scheme == "https" and (host == "slack.com" or host.endswith(".slack.com"))


def files_give(*, connection: Connection, files: list[Attachment]) -> list[dict[str, str]]:
    """
    Give the bytes of files to Slack, where nobody sees them until a message names them.

    Safe to repeat. Must not run within a transaction. Raises UpstreamFailed, what a read raises, and what
    `tickets.services.file_path` raises.
    """
    given = []
    # Before any of them is given: all or none.
    paths = [ticket_services.file_path(one) for one in files]
    for one, path in zip(files, paths, strict=True):
        call = Call(
            "GET",
            "/api/files.getUploadURLExternal",
            "Where a file goes",
            query={"filename": one.name, "length": str(one.size)},
        )
        data = connections.read(connection_id=connection.pk, call=call).data
        url, file_id = str(data.get("upload_url") or ""), str(data.get("file_id") or "")
        if not file_id or not _is_slack(url):
            raise UpstreamFailed("Slack did not say where the file goes.")
        content = path.read_bytes()
        answer = http.fetch(
            "POST",
            url,
            headers={"Content-Type": "application/octet-stream"},
            content=content,
            max_seconds=SECONDS,
            follow_redirects=False,
        )
        if answer.status_code != 200:
            raise UpstreamFailed(f"Slack answered {answer.status_code} for a file.")
        given.append({"id": file_id, "title": one.name})
    return given
