"""What GitHub tells of issues and comments, and the mark by which ours are known again."""

import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from integrations.issues.trackers import CANCELED, DONE, Remark, Snapshot

MAX_KEY = 40
TEAM = ("OWNER", "MEMBER", "COLLABORATOR")
"""Whose comments are brought here: in a public repository anybody may write one."""
_MARK = re.compile(r"\s{0,2}<!-- candor:([0-9a-f-]{36}) -->")
_REPOSITORY = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,38}/(?!\.{1,2}$)[A-Za-z0-9._-]{1,100}")
_ISSUE = re.compile(r"https?://[^/\s]{1,200}/([^/\s]{1,40}/[^/\s]{1,100})/issues/(\d{1,9})(?:#\S{0,60})?")


def repository_of(name: str) -> str:
    """A repository as a part of a path. Raises ValueError for what is none."""
    if _REPOSITORY.fullmatch(name) is None:
        raise ValueError("A repository is written owner/name.")
    return name


def words_with(text: str, ours: str) -> str:
    """A text with our id in it, which GitHub does not show."""
    return f"{text}\n\n<!-- candor:{ours} -->"


def told_of(text: str | None) -> tuple[str, str]:
    """A text without such marks, and the id of the last one."""
    marks = _MARK.findall(text or "")
    return _MARK.sub("", text or ""), marks[-1] if marks else ""


def snapshot_of(data: Mapping[str, Any]) -> Snapshot:
    """An issue of an answer or of a webhook: both name the members alike."""
    repository, number = _place(str(data["html_url"]))
    description, ours = told_of(data.get("body"))
    state, kind = _state(str(data["state"]), data.get("state_reason"))
    key = f"{repository.partition('/')[2]}#{number}"
    milestone = data.get("milestone") or {}
    return Snapshot(
        id=f"{repository}#{number}",
        key=key if len(key) <= MAX_KEY else f"#{number}",
        url=str(data["html_url"]),
        title=str(data["title"]),
        description=description,
        state=state,
        state_kind=kind,
        assignee=", ".join(str(one["login"]) for one in data.get("assignees") or ()),
        cycle=str(milestone.get("title") or ""),
        due_on=str(milestone.get("due_on") or "")[:10],
        team=repository,
        labels=[one if isinstance(one, str) else str(one["name"]) for one in data.get("labels") or ()],
        updated_at=_moment(data["updated_at"]),
        ours=ours,
    )


def _state(state: str, reason: Any) -> tuple[str, str]:
    """The words of its status, as GitHub shows them, and the kind."""
    if state != "closed":
        return "Open", "unstarted"
    if reason in ("not_planned", "duplicate"):
        return f"Closed as {str(reason).replace('_', ' ')}", CANCELED
    return "Closed", DONE


def remark_of(data: Mapping[str, Any]) -> Remark | None:
    """A comment by somebody of the repository; None for a stranger's, and for one at a pull request."""
    found = _ISSUE.fullmatch(str(data["html_url"]))
    if found is None or data.get("author_association") not in TEAM:
        return None
    body, ours = told_of(data.get("body"))
    return Remark(
        id=str(data["id"]),
        issue_id=f"{found.group(1)}#{found.group(2)}",
        author=str((data.get("user") or {}).get("login") or "GitHub"),
        body=body,
        created_at=_moment(data["created_at"]),
        ours=ours,
    )


def _place(url: str) -> tuple[str, str]:
    found = _ISSUE.fullmatch(url)
    if found is None:
        raise LookupError("This is no issue's address.")
    return found.group(1), found.group(2)


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("A moment without a zone.")
    return found
