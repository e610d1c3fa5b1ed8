"""Linear as a tracker: calls put together, answers and webhooks read. Nothing is sent or kept here."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from integrations.connections.systems import Refusal
from integrations.connections.transport import Call
from integrations.issues.trackers import (
    OPEN_KINDS,
    Catalog,
    Change,
    Customer,
    NewIssue,
    Option,
    PageOfIssues,
    Remark,
    Since,
    Snapshot,
)
from integrations.linear import queries

PATH = "/graphql"
_KEY = re.compile(r"(?<![A-Za-z0-9-])([A-Za-z][A-Za-z0-9]{0,9}-[1-9]\d{0,8})(?![A-Za-z0-9])")

_KNOWN = re.compile(r"conflict on insert|already exists|duplicate (?:id|entity)", re.IGNORECASE)


def _call(purpose: str, document: str, variables: Mapping[str, Any], *, reads: bool = False) -> Call:
    body = {"query": document, "variables": dict(variables)}
    return Call("POST", PATH, purpose, body=body, is_read=reads)


class Linear:
    """The port of `integrations.issues` for Linear."""

    @property
    def system(self) -> str:
        return "linear"

    @property
    def label(self) -> str:
        return "Linear"

    @property
    def example(self) -> str:
        return "ABC-123"

    @property
    def reads_by_team(self) -> bool:
        return False

    def create(self, issue: NewIssue) -> Call:
        given: dict[str, Any] = {
            "id": issue.id,
            "title": issue.title,
            "description": issue.description,
            "teamId": issue.team,
            "priority": issue.priority,
        }
        if issue.project:
            given["projectId"] = issue.project
        if issue.labels:
            given["labelIds"] = list(issue.labels)
        return _call(f"Issue: {issue.title}", queries.CREATE, {"input": given})

    def comment(self, *, comment_id: str, issue_id: str, body: str) -> Call:
        given = {"id": comment_id, "issueId": issue_id, "body": body}
        return _call("Comment on an issue", queries.COMMENT, {"input": given})

    def customer(self, customer: Customer) -> Call:
        given: dict[str, Any] = {"externalId": customer.id, "name": customer.name}
        if customer.domain:
            given["domains"] = [customer.domain]
        if customer.revenue is not None:
            given["revenue"] = customer.revenue
        if customer.tier:
            given["tierName"] = customer.tier
        return _call(f"Customer {customer.name}", queries.CUSTOMER, {"input": given})

    def need(self, *, need_id: str, issue_id: str, customer_id: str, body: str, comment_id: str) -> Call:
        given: dict[str, Any] = {"id": need_id, "issueId": issue_id, "customerExternalId": customer_id}
        given |= {"commentId": comment_id} if comment_id else {"body": body}
        return _call("A customer's request at an issue", queries.NEED, {"input": given})

    def link_back(self, *, link_id: str, issue_id: str, url: str, title: str, subtitle: str) -> Call:
        given = {"id": link_id, "issueId": issue_id, "url": url, "title": title, "subtitle": subtitle}
        return _call(f"{title} at its issue", queries.LINK, {"input": given})

    def look(self, issue: str) -> Call:
        return _call("Reading an issue", queries.LOOK, {"id": issue}, reads=True)

    def looked(self, data: Any) -> Snapshot | None:
        found = data["data"]["issue"]
        return None if found is None else snapshot_of(found)

    def changed(self, since: Since) -> Call:
        wanted: dict[str, Any] = {}
        if since.teams:
            wanted["team"] = {"id": {"in": list(since.teams)}}
        if since.at:
            wanted["updatedAt"] = {"gte": since.at}
        else:
            wanted["state"] = {"type": {"in": list(OPEN_KINDS)}}
        variables = {"filter": wanted, "after": since.after or None}
        return _call("Issues that have changed", queries.CHANGED, variables, reads=True)

    def page(self, data: Any, since: Since) -> PageOfIssues:
        found = data["data"]["issues"]
        remarks = [
            _remark(one, node["id"], one["user"])
            for node in found["nodes"]
            for one in node["comments"]["nodes"]
        ]
        info = found["pageInfo"]
        return PageOfIssues(
            issues=[snapshot_of(node) for node in found["nodes"]],
            remarks=remarks,
            next=str(info["endCursor"] or "") if info["hasNextPage"] else "",
        )

    def catalog(self, answers: Sequence[Any], teams: Sequence[str]) -> Call | None:
        return None if answers else _call("Teams, projects and labels", queries.CATALOG, {}, reads=True)

    def choices(self, answers: Sequence[Any], teams: Sequence[str]) -> Catalog:
        found = answers[0]["data"]
        return Catalog(
            teams=[Option(one["id"], one["name"]) for one in found["teams"]["nodes"]],
            projects=[
                Option(one["id"], one["name"], [team["id"] for team in one["teams"]["nodes"]])
                for one in found["projects"]["nodes"]
            ],
            labels=[
                Option(one["id"], one["name"], [one["team"]["id"]] if one["team"] else [])
                for one in found["issueLabels"]["nodes"]
                # A group only holds labels; Linear refuses it on an issue.
                if not one["isGroup"]
            ],
        )

    def sought(self, step: str, *, place: str, since: datetime) -> Call | None:
        return None

    def found(self, step: str, *, ours: str, data: Any) -> Change | None:
        raise LookupError("Linear takes our ids.")

    def made(self, data: Any) -> Snapshot | None:
        created = (data.get("data") or {}).get("issueCreate") or {} if isinstance(data, dict) else {}
        found = created.get("issue")
        return snapshot_of(found) if found else None

    def told(self, body: Mapping[str, Any]) -> Change | None:
        data, kind, action = body["data"], body["type"], body["action"]
        if kind == "Comment":
            if action != "create" or not data.get("issueId"):
                return None
            return Change(remark=_remark(data, data["issueId"], data.get("user")))
        if kind != "Issue":
            return None
        if action == "remove":
            return Change(gone=str(data["id"]), at=_moment(body["createdAt"]))
        return Change(issue=snapshot_of(data))

    def webhooks(self, team: str) -> Call | None:
        return None

    def webhook(self, *, hook_id: str, url: str, secret: str, team: str, there: Any) -> Call:
        given = {
            "id": hook_id,
            "label": "Candor",
            "url": url,
            "secret": secret,
            "resourceTypes": ["Issue", "Comment"],
            "allPublicTeams": True,
        }
        return _call("Webhooks for issues and comments", queries.WEBHOOK, {"input": given})

    def key_of(self, address: str) -> str:
        match = _KEY.search(address[:500])
        return match.group(1).upper() if match else ""


def snapshot_of(data: Mapping[str, Any]) -> Snapshot:
    """An issue of an answer or of a webhook: both name the members alike."""
    state, cycle, labels = data["state"], data.get("cycle"), data.get("labels") or ()
    if isinstance(labels, Mapping):
        labels = labels["nodes"]
    named = "" if cycle is None else (cycle.get("name") or f"Cycle {int(cycle['number'])}")
    return Snapshot(
        id=str(data["id"]),
        key=str(data["identifier"]),
        url=str(data["url"]),
        title=str(data["title"]),
        description=str(data.get("description") or ""),
        state=str(state["name"]),
        state_kind=_kind(str(state["type"])),
        assignee=str((data.get("assignee") or {}).get("name") or ""),
        cycle=str(named),
        priority=int(data.get("priority") or 0),
        team=str((data.get("team") or {}).get("id") or data.get("teamId") or ""),
        due_on=str(data.get("dueDate") or ""),
        labels=[str(one["id"]) for one in labels],
        updated_at=_moment(data["updatedAt"]),
        is_gone=bool(data.get("trashed")),
    )


def _kind(told: str) -> str:
    if told in ("completed", "canceled"):
        return told
    # A duplicate is worked on nowhere.
    return "canceled" if told == "duplicate" else told if told in OPEN_KINDS else "unstarted"


def _remark(data: Mapping[str, Any], issue_id: str, user: Mapping[str, Any] | None) -> Remark:
    return Remark(
        id=str(data["id"]),
        issue_id=str(issue_id),
        author=str((user or {}).get("name") or "Linear"),
        body=str(data["body"]),
        created_at=_moment(data["createdAt"]),
    )


def _moment(text: Any) -> datetime:
    found = datetime.fromisoformat(str(text))
    if found.tzinfo is None:
        raise ValueError("A moment without a zone.")
    return found


def refusal(status: int, data: Any) -> Refusal | None:
    """What Linear refuses: its errors come with 200 and 400 alike, a limit as RATELIMITED."""
    if status >= 500 or status == 401:
        return None
    if not isinstance(data, Mapping):
        return Refusal("Linear answered something that is no GraphQL.") if status < 300 else None
    errors = data.get("errors")
    if isinstance(errors, list) and errors and isinstance(errors[0], Mapping):
        first = errors[0]
        told = first.get("extensions")
        more = told if isinstance(told, Mapping) else {}
        if status < 300 and _KNOWN.search(str(first.get("message") or "")):
            # Every id is ours: what they have by it is what an earlier try has made.
            return None
        code = str(more.get("code") or more.get("type") or "").upper().replace(" ", "_")
        words = str(more.get("userPresentableMessage") or first.get("message") or "No reason given.")
        words = " ".join(words.split())[:300]
        return Refusal(
            f"Linear refused it: {words}",
            is_limit="RATELIMIT" in code,
            is_sign_in=code in ("AUTHENTICATION_ERROR", "AUTHENTICATION_FAILED"),
        )
    found = data.get("data")
    if status < 300 and not isinstance(found, Mapping):
        return Refusal("Linear answered without data.")
    if isinstance(found, Mapping):
        failed = [
            name for name, one in found.items() if isinstance(one, Mapping) and one.get("success") is False
        ]
        if failed:
            return Refusal(f"Linear did not do it: {failed[0]}.")
    return None
