"""What a timeline entry stores besides its text: one frozen dataclass for each kind of payload."""

from dataclasses import dataclass, field
from typing import Any, ClassVar

from tickets.payload import KEY, Payload


@dataclass(frozen=True)
class Recipients(Payload):
    """The final addresses of a reply that leaves by email."""

    to: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)


@dataclass(frozen=True)
class Named(Payload):
    """A record, by the name it had then."""

    id: int = 0
    name: str = ""


@dataclass(frozen=True)
class ReplyTo(Payload):
    """One address to which a mail wants its answer."""

    name: str = ""
    address: str = ""


@dataclass(frozen=True)
class Mail(Payload):
    """The mail behind an entry; `inline` maps the ids of its images to our files."""

    inbound_id: int = 0
    from_: str = field(default="", metadata={KEY: "from"})
    to: list[str] = field(default_factory=list)
    cc: list[str] = field(default_factory=list)
    reply_to: list[ReplyTo] = field(default_factory=list)
    is_authentic: bool = False
    has_quote: bool = False
    has_html: bool = False
    remote_images: int = 0
    automatic: str = ""
    invitations: list[dict[str, Any]] = field(default_factory=list)
    note: str = ""
    inline: dict[str, str] | None = None


@dataclass(frozen=True)
class HandoffTold(Payload):
    """Why the assistant handed a conversation over."""

    reason: str = ""
    label: str = ""


@dataclass(frozen=True)
class Call(Payload):
    """A phone call that somebody wrote down; `seconds` is 0 where nobody said how long it was."""

    direction: str = ""
    seconds: int = 0


@dataclass(frozen=True)
class Message(Payload):
    """
    A message or a note.

    `is_answer`: the assistant's answer to the question, with the `citations` that support it;
    `is_acknowledgement`: it only says that somebody will answer; `is_opening`: we wrote first. `automatic`:
    its kind of automatic mail (`vacation`, `list`), which asks for nothing. `is_edited`,
    `is_deleted`: by its writer afterwards, where they wrote it; steps of the timeline have the new words.
    """

    is_sparse: ClassVar[bool] = True

    is_answer: bool = False
    is_acknowledgement: bool = False
    is_opening: bool = False
    is_imported: bool = False
    wants_person: bool = False
    automatic: str = ""
    is_automatic: bool = False
    client_id: str = ""
    via: str = ""
    decision: str = ""
    citations: list[dict[str, Any]] = field(default_factory=list)
    confidence: float | None = None
    confidence_word: str = ""
    run_id: int | None = None
    draft_run_id: int | None = None
    engine: str = ""
    handoff: HandoffTold | None = None
    expected_wait: int | None = None
    recipients: Recipients | None = None
    mail: Mail | None = None
    mentions: list[Named] = field(default_factory=list)
    mentions_unseen: list[Named] = field(default_factory=list)
    page: dict[str, str] = field(default_factory=dict)
    slack_channel: str = ""
    is_edited: bool = False
    is_deleted: bool = False
    cc: list[dict[str, Any]] = field(default_factory=list)
    call: Call | None = None

    @property
    def asks_nothing(self) -> bool:
        """Whether a program sent it on its own, such as an out-of-office note."""
        return self.is_automatic or bool(self.automatic)

    @property
    def says_only_received(self) -> bool:
        """Whether it acknowledges and answers nothing, so that nobody need read it before they reply."""
        return self.is_acknowledgement and not self.citations


@dataclass(frozen=True)
class Change(Payload):
    """Fields that changed, as [old, new], and the names behind the ids at that time."""

    changes: dict[str, list[Any]] = field(default_factory=dict)
    names: dict[str, list[str | None]] = field(default_factory=dict)
    reason: str = ""
    message: dict[str, Any] | None = None


@dataclass(frozen=True)
class Rating(Payload):
    """The customer answered the survey."""

    score: int = 0
    comment: str = ""
    kind: str = "csat"


class Step(Payload):
    """What `timeline_append` writes: `kind` is a value of `tickets.models.EntryKind`."""

    kind: ClassVar[str]


@dataclass(frozen=True)
class HandoffStep(Step):
    """The assistant handed the conversation over, with its summary for people."""

    kind: ClassVar[str] = "ai"

    handoff_id: int
    reason: str
    reason_label: str
    boundary: str
    summary: str
    step: str = "handoff"


@dataclass(frozen=True)
class FeedbackStep(Step):
    """The customer said whether an answer by the assistant helped."""

    kind: ClassVar[str] = "ai"

    entry_id: int
    has_helped: bool
    step: str = "feedback"


@dataclass(frozen=True)
class AnyAiStep(Payload):
    """What is common to read in a step of the assistant, whichever it is."""

    step: str = ""
    reason: str = ""
    has_helped: bool = False


@dataclass(frozen=True)
class RoutingStep(Step):
    """A routing decision; `step` is a value of `routing.models.Decision.Step`."""

    kind: ClassVar[str] = "routing"

    step: str
    decision_id: int
    reasons: list[dict[str, Any]] = field(default_factory=list)
    message: dict[str, Any] | None = None


@dataclass(frozen=True)
class BreachStep(Step):
    """A service level missed its target; `clock` names its measure, `due_at` is ISO 8601."""

    kind: ClassVar[str] = "sla"

    clock: str
    due_at: str
    clock_id: int
    step: str = "breach"


@dataclass(frozen=True)
class ConflictStep(Step):
    """The customer signed in with an address that belongs to another contact."""

    kind: ClassVar[str] = "integration"

    value: str
    holder: Named
    step: str = "identity_conflict"


@dataclass(frozen=True)
class GoesOnStep(Step):
    """A chat continues in another ticket, by email."""

    kind: ClassVar[str] = "integration"

    ticket: int
    step: str = "goes_on_by_email"


@dataclass(frozen=True)
class MergedStep(Step):
    """Another ticket became part of this one; `moved` counts the messages and notes that came with it."""

    kind: ClassVar[str] = "integration"

    ticket: int
    subject: str
    merge_id: int
    moved: int
    step: str = "merged"


@dataclass(frozen=True)
class UnmergedStep(Step):
    """A ticket was taken out of this one again, with `moved` of its messages and notes."""

    kind: ClassVar[str] = "integration"

    ticket: int
    subject: str
    merge_id: int
    moved: int
    step: str = "unmerged"


@dataclass(frozen=True)
class SplitStep(Step):
    """
    A message was carried into a new ticket, or this one began so.

    `ticket` is the other one; `is_new` says that this is the new one, `entry_id` is the message here;
    `is_part`: it begins with marked words of the message, not with all of it.
    """

    kind: ClassVar[str] = "integration"

    ticket: int
    subject: str
    entry_id: int
    is_new: bool
    step: str = "split"
    is_part: bool = False


@dataclass(frozen=True)
class AutomaticMailStep(Step):
    """A delivery report or an automatic answer."""

    kind: ClassVar[str] = "integration"

    mail: Mail
    step: str = "automatic_mail"


@dataclass(frozen=True)
class IssueStep(Step):
    """An issue of an engineering system was linked."""

    kind: ClassVar[str] = "integration"

    system: str
    key: str
    title: str
    status: str
    step: str = "issue_linked"


@dataclass(frozen=True)
class IssueChangeStep(Step):
    """
    A linked issue changed: `what` is `status`, `completed`, `gone`, `unlinked` or `refused`.

    `status` is the name of its status there, `was` the one before.
    """

    kind: ClassVar[str] = "integration"

    system: str
    key: str
    what: str
    status: str = ""
    was: str = ""
    step: str = "issue_changed"


@dataclass(frozen=True)
class MessageChangedStep(Step):
    """
    A customer changed a message where they wrote it; the step's text is what it says now.

    `change` is `edited` or `deleted`, `system` where that was.
    """

    kind: ClassVar[str] = "integration"

    entry_id: int
    change: str
    system: str
    step: str = "message_changed"


@dataclass(frozen=True)
class EventStep(Step):
    """Something that happened, described by its text; `message` says it in other languages."""

    kind: ClassVar[str] = "integration"

    step: str = "event"
    message: dict[str, Any] | None = None
