"""GitHub as a tracker: calls put together, answers and webhooks read. Nothing is sent or kept here."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from integrations.connections.systems import Refusal
from integrations.connections.transport import Call
from integrations.github.reading import (
    remark_of,
    repository_of,
    snapshot_of,
    told_of,
    words_with,
)
from integrations.issues.trackers import (
    Catalog,
    Change,
    Customer,
    NewIssue,
    Option,
    PageOfIssues,
    Since,
    Snapshot,
)

PER_PAGE = 50
MOST = 100
"""What one answer holds at most."""
FIRST_LABELS = 5
"""Of how many repositories labels are read while none is chosen."""
CLOCKS = timedelta(minutes=10)
EVENTS = ["issues", "issue_comment"]
_KEY = re.compile(
    r"([A-Za-z0-9][A-Za-z0-9-]{0,38}/[A-Za-z0-9._-]{1,100})(?:/issues/|#)([1-9]\d{0,8})(?![A-Za-z0-9])"
)
_LIMIT = re.compile(r"rate limit|abuse detection", re.IGNORECASE)


def _place(key: str) -> str:
    """The path of an issue, by its id or key. Raises ValueError for what is none."""
    repository, _, number = key.partition("#")
    if not number.isascii() or not number.isdigit():
        raise ValueError("An issue of GitHub is written owner/name#12.")
    return f"/repos/{repository_of(repository)}/issues/{number}"


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


class GitHub:
    """The port of `integrations.issues` for GitHub: a repository is a team, a label its name."""

    @property
    def system(self) -> str:
        return "github"

    @property
    def label(self) -> str:
        return "GitHub"

    @property
    def example(self) -> str:
        return "owner/name#12"

    @property
    def reads_by_team(self) -> bool:
        return True

    def create(self, issue: NewIssue) -> Call:
        body: dict[str, Any] = {"title": issue.title, "body": words_with(issue.description, issue.id)}
        if issue.labels:
            body["labels"] = list(issue.labels)
        return Call("POST", f"/repos/{repository_of(issue.team)}/issues", f"Issue: {issue.title}", body=body)

    def comment(self, *, comment_id: str, issue_id: str, body: str) -> Call:
        given = {"body": words_with(body, comment_id)}
        return Call("POST", f"{_place(issue_id)}/comments", "Comment on an issue", body=given)

    def customer(self, customer: Customer) -> Call | None:
        return None

    def need(
        self, *, need_id: str, issue_id: str, customer_id: str, body: str, comment_id: str
    ) -> Call | None:
        return None

    def link_back(self, *, link_id: str, issue_id: str, url: str, title: str, subtitle: str) -> Call | None:
        # It would be a comment that everybody there is told of, and that a public repository shows.
        return None

    def look(self, issue: str) -> Call:
        return Call("GET", _place(issue), "Reading an issue")

    def looked(self, data: Any) -> Snapshot | None:
        if "pull_request" in data:
            raise LookupError("A pull request.")
        return snapshot_of(data)

    def changed(self, since: Since) -> Call:
        repository, kind, page = _mark(since)
        query = {"sort": "updated", "direction": "desc", "per_page": str(PER_PAGE), "page": str(page)}
        if since.at and repository not in since.fresh:
            query["since"] = _moment(datetime.fromisoformat(since.at))
        if kind == "issues":
            query["state"] = "all" if "since" in query else "open"
        path = f"/repos/{repository}/issues{'/comments' if kind == 'comments' else ''}"
        return Call("GET", path, f"What has changed at {repository}", query=query)

    def page(self, data: Any, since: Since) -> PageOfIssues:
        repository, kind, number = _mark(since)
        # From the newest on: what changes meanwhile moves to the front, and nothing is passed over.
        issues = [snapshot_of(one) for one in data if "pull_request" not in one] if kind == "issues" else []
        remarks = [] if kind == "issues" else [one for row in data if (one := remark_of(row)) is not None]
        if len(data) >= PER_PAGE:
            return PageOfIssues(issues, remarks, f"{repository} {kind} {number + 1}")
        if kind == "issues" and since.at and repository not in since.fresh:
            return PageOfIssues(issues, remarks, f"{repository} comments 1")
        at = list(since.teams).index(repository) + 1 if repository in since.teams else len(since.teams)
        follows = f"{since.teams[at]} issues 1" if at < len(since.teams) else ""
        return PageOfIssues(issues, remarks, follows)

    def catalog(self, answers: Sequence[Any], teams: Sequence[str]) -> Call | None:
        if not answers:
            query = {"per_page": str(MOST), "sort": "pushed"}
            return Call("GET", "/user/repos", "Repositories", query=query)
        read = _with_labels(answers[0], teams)
        if len(answers) > len(read):
            return None
        repository = read[len(answers) - 1]
        return Call(
            "GET", f"/repos/{repository}/labels", f"Labels of {repository}", query={"per_page": str(MOST)}
        )

    def choices(self, answers: Sequence[Any], teams: Sequence[str]) -> Catalog:
        labels: dict[str, list[str]] = {}
        for repository, rows in zip(_with_labels(answers[0], teams), answers[1:], strict=True):
            for row in rows:
                labels.setdefault(str(row["name"]), []).append(repository)
        return Catalog(
            teams=[
                Option(one["full_name"], one["full_name"], is_public=not one["private"])
                for one in _usable(answers[0])
            ],
            labels=[Option(name, name, places) for name, places in sorted(labels.items())],
        )

    def sought(self, step: str, *, place: str, since: datetime) -> Call | None:
        path = f"/repos/{repository_of(place)}/issues" if step == "issue" else f"{_place(place)}/comments"
        query = {"since": _moment(since - CLOCKS), "per_page": str(MOST)}
        if step == "issue":
            query |= {"state": "all", "sort": "created", "direction": "desc"}
        return Call("GET", path, "Whether it is there", query=query)

    def found(self, step: str, *, ours: str, data: Any) -> Change | None:
        rows = [one for one in data if "pull_request" not in one and told_of(one.get("body"))[1] == ours]
        if rows:
            # A copy of our text can only be younger.
            first = min(rows, key=lambda one: int(one["id"]))
            return Change(issue=snapshot_of(first)) if step == "issue" else Change()
        if len(data) >= MOST:
            raise LookupError("There is more than one answer holds.")
        return None

    def made(self, data: Any) -> Snapshot | None:
        return snapshot_of(data) if isinstance(data, Mapping) else None

    def told(self, body: Mapping[str, Any]) -> Change | None:
        issue, action = body.get("issue"), body.get("action")
        if issue is None or "pull_request" in issue:
            return None
        snapshot = snapshot_of(issue)
        if action in ("deleted", "transferred") and "comment" not in body:
            return Change(gone=snapshot.id, at=snapshot.updated_at)
        if "comment" not in body:
            return Change(issue=snapshot)
        return Change(issue=snapshot, remark=remark_of(body["comment"]) if action == "created" else None)

    def webhooks(self, team: str) -> Call | None:
        query = {"per_page": str(MOST)}
        return Call("GET", f"/repos/{repository_of(team)}/hooks", f"Webhooks of {team}", query=query)

    def webhook(self, *, hook_id: str, url: str, secret: str, team: str, there: Any) -> Call:
        path, purpose = f"/repos/{repository_of(team)}/hooks", f"Webhooks of {team}"
        config = {"url": url, "content_type": "json", "secret": secret, "insecure_ssl": "0"}
        given = {"active": True, "events": EVENTS, "config": config}
        known = next((one["id"] for one in there if one["config"].get("url") == url), None)
        if known is None:
            return Call("POST", path, purpose, body={"name": "web", **given})
        return Call("PATCH", f"{path}/{int(known)}", purpose, body=given)

    def key_of(self, address: str) -> str:
        match = _KEY.search(address[:500])
        return f"{match.group(1)}#{match.group(2)}" if match else ""


def _mark(since: Since) -> tuple[str, str, int]:
    repository, kind, page = (since.after or f"{since.teams[0]} issues 1").split(" ")
    return repository_of(repository), kind, int(page)


def _usable(rows: Any) -> list[dict[str, Any]]:
    return [one for one in rows if one["has_issues"] and not one["archived"]]


def _with_labels(rows: Any, teams: Sequence[str]) -> list[str]:
    names = [str(one["full_name"]) for one in _usable(rows)]
    return [name for name in names if name in teams] or names[:FIRST_LABELS]


def refusal(status: int, data: Any) -> Refusal | None:
    """A limit of GitHub's comes as 403 too, and says so in words only."""
    told = data.get("message") if isinstance(data, Mapping) else None
    if status in (403, 429) and isinstance(told, str) and _LIMIT.search(told[:500]):
        return Refusal("GitHub wants fewer calls for a while.", is_limit=True)
    return None
