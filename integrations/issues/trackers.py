"""
The port: what a tracker of engineering issues has to say about itself.

A tracker builds the calls and reads the answers; it keeps nothing and sends nothing. Each adds itself in
`ready()`, beside its `SystemSpec` of the same key. Ids of what we make are made here and sent along, so that
a change that arrives twice is one. A tracker that gives ids of its own carries ours in the text: a change
whose answer got lost is looked for there before it is sent again.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from core.errors import NotFound
from integrations.connections.transport import Call

OPEN_KINDS = ("triage", "backlog", "unstarted", "started")
DONE, CANCELED = "completed", "canceled"


@dataclass(frozen=True)
class NewIssue:
    """An issue to make; `priority` counts from 1, the most urgent, to 4; 0 is none."""

    id: str
    title: str
    description: str
    team: str
    project: str = ""
    labels: Sequence[str] = ()
    priority: int = 0


@dataclass(frozen=True)
class Customer:
    """Whom an issue concerns; `revenue` is whole dollars a year, None where it is not known or not shared."""

    id: str
    name: str
    domain: str = ""
    revenue: int | None = None
    tier: str = ""


@dataclass(frozen=True)
class Snapshot:
    """
    An issue as the tracker has it at `updated_at`, by its clock.

    `state_kind` is one of OPEN_KINDS, DONE, CANCELED. `is_gone`: in its trash. `ours` is the id of ours that
    its text carries, at a tracker that gives ids of its own.
    """

    id: str
    key: str
    url: str
    title: str
    state: str
    state_kind: str
    updated_at: datetime
    description: str = ""
    assignee: str = ""
    cycle: str = ""
    priority: int = 0
    team: str = ""
    due_on: str = ""
    labels: Sequence[str] = ()
    is_gone: bool = False
    ours: str = ""


@dataclass(frozen=True)
class Remark:
    """A comment on an issue, by somebody there; `ours` as in a snapshot."""

    id: str
    issue_id: str
    author: str
    body: str
    created_at: datetime
    ours: str = ""


@dataclass(frozen=True)
class Change:
    """What a webhook or an answer tells; `gone` is the id of an issue that was removed at `at`."""

    issue: Snapshot | None = None
    remark: Remark | None = None
    gone: str = ""
    at: datetime | None = None


@dataclass(frozen=True)
class PageOfIssues:
    """Issues that changed, with their newest comments; `next` is empty at the end."""

    issues: Sequence[Snapshot]
    remarks: Sequence[Remark]
    next: str = ""


@dataclass(frozen=True)
class Option:
    """
    Something to choose: a team, a project, a label.

    `teams` are those it is for; none means all. `is_public`: everybody can read what is written there.
    """

    id: str
    name: str
    teams: Sequence[str] = ()
    is_public: bool = False

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        return {"id": self.id, "name": self.name, "teams": list(self.teams), "is_public": self.is_public}


@dataclass(frozen=True)
class Catalog:
    """What can be chosen at a tracker."""

    teams: Sequence[Option] = ()
    projects: Sequence[Option] = ()
    labels: Sequence[Option] = ()

    def to_json(self) -> dict[str, Any]:
        """The stored form."""
        return {
            "teams": [one.to_json() for one in self.teams],
            "projects": [one.to_json() for one in self.projects],
            "labels": [one.to_json() for one in self.labels],
        }


@dataclass(frozen=True)
class Since:
    """
    From where to read: everything that changed from `at` on; without it, what is open now.

    `teams` are those to read, where a tracker reads by team; of `fresh` ones, which have not been read yet,
    what is open now.
    """

    at: str = ""
    after: str = ""
    teams: Sequence[str] = field(default_factory=tuple)
    fresh: Sequence[str] = field(default_factory=tuple)


class Tracker(Protocol):
    """One tracker. Reading an answer raises LookupError, TypeError or ValueError for another form."""

    @property
    def system(self) -> str:
        """The key of its `SystemSpec`."""
        ...

    @property
    def label(self) -> str:
        """Its name."""
        ...

    @property
    def example(self) -> str:
        """How the key of an issue is written there."""
        ...

    @property
    def reads_by_team(self) -> bool:
        """Whether teams are read and send webhooks one by one, only those that are in use."""
        ...

    def create(self, issue: NewIssue) -> Call:
        """Make an issue."""
        ...

    def comment(self, *, comment_id: str, issue_id: str, body: str) -> Call:
        """Comment on one."""
        ...

    def customer(self, customer: Customer) -> Call | None:
        """Tell who a customer is; None for a tracker that has no customers."""
        ...

    def need(
        self, *, need_id: str, issue_id: str, customer_id: str, body: str, comment_id: str
    ) -> Call | None:
        """Say that a customer needs an issue; None as above."""
        ...

    def link_back(self, *, link_id: str, issue_id: str, url: str, title: str, subtitle: str) -> Call | None:
        """Show the ticket at the issue; the same address twice is one link. None as above."""
        ...

    def look(self, issue: str) -> Call:
        """Read one issue by id or key."""
        ...

    def looked(self, data: Any) -> Snapshot | None:
        """That issue; None where there is none."""
        ...

    def changed(self, since: Since) -> Call:
        """Read what has changed, page by page."""
        ...

    def page(self, data: Any, since: Since) -> PageOfIssues:
        """Such a page, as it was asked for."""
        ...

    def catalog(self, answers: Sequence[Any], teams: Sequence[str]) -> Call | None:
        """Read what can be chosen: the call after these answers, None after the last. `teams` are in use."""
        ...

    def choices(self, answers: Sequence[Any], teams: Sequence[str]) -> Catalog:
        """That."""
        ...

    def sought(self, step: str, *, place: str, since: datetime) -> Call | None:
        """
        Read where a change of ours from `since` on would stand: `issue` in a team, `comment` at an issue.

        None for a tracker that takes our ids.
        """
        ...

    def found(self, step: str, *, ours: str, data: Any) -> Change | None:
        """That change; None where it is certainly not there. Raises LookupError where that is not sure."""
        ...

    def made(self, data: Any) -> Snapshot | None:
        """The issue that `create` answered with; None where the answer does not hold it."""
        ...

    def told(self, body: Mapping[str, Any]) -> Change | None:
        """What a webhook tells; None for what does not concern us."""
        ...

    def webhooks(self, team: str) -> Call | None:
        """Read which webhooks a team has; None where asking again does no harm."""
        ...

    def webhook(self, *, hook_id: str, url: str, secret: str, team: str, there: Any) -> Call:
        """Ask for webhooks; `there` is what `webhooks` answered. One to the same address is changed."""
        ...

    def key_of(self, address: str) -> str:
        """The key of an issue in an address or as written; empty where it is none."""
        ...


_trackers: dict[str, Tracker] = {}


def add(tracker: Tracker) -> None:
    """Make a tracker known."""
    if _trackers.get(tracker.system, tracker) is not tracker:
        raise RuntimeError(f"There is a tracker called {tracker.system} already.")
    _trackers[tracker.system] = tracker


def get(system: str) -> Tracker:
    """A tracker by its system. Raises NotFound."""
    found = _trackers.get(system)
    if found is None:
        raise NotFound(f"There is no tracker called {system} here.")
    return found


def known() -> list[str]:
    """The systems that are trackers."""
    return sorted(_trackers)
