"""
The fields of a ticket, each declared once.

Everything else follows from this table: what may be changed and how it is validated, the row of lists, the
query language, sorts, columns of views, and the API's form of a change. A new field is a column of the model
with its migration, plus a line here.
"""

from dataclasses import dataclass
from enum import Enum, auto

from people.models import Segment
from tickets.channels import CHANNELS
from tickets.models.choices import Handler, Priority, SnoozeEvent, Status, TicketType, Tier


class Kind(Enum):
    """The type of a field's values; PERSON and TEAM by id, MESSAGE as in `core.wording`."""

    TEXT = auto()
    CHOICE = auto()
    FLAG = auto()
    TAGS = auto()
    CUSTOM = auto()
    MOMENT = auto()
    NUMBER = auto()
    MESSAGE = auto()
    PERSON = auto()
    TEAM = auto()


@dataclass(frozen=True)
class Field:
    """
    One field.

    `choices` of a CHOICE, `length` of a TEXT or CHOICE in characters; `is_required`: never empty.
    `is_editable`: a change of the ticket may set it; `is_settable`: so may the message that opens it;
    `is_silent`: its change leaves no timeline entry. `in_row`: lists include it. `is_column`: a view may show
    it. `asked_as` is its name in the query language, and `column` its path in the database if that differs
    from its name. `sorts` maps names of sorts to columns, the id last.
    """

    name: str
    kind: Kind
    choices: tuple[str, ...] = ()
    length: int = 0
    is_required: bool = False
    is_editable: bool = False
    is_settable: bool = False
    is_silent: bool = False
    in_row: bool = True
    is_column: bool = False
    asked_as: str = ""
    column: str = ""
    sorts: tuple[tuple[str, tuple[str, ...]], ...] = ()

    @property
    def path(self) -> str:
        """The column used by filters."""
        return self.column or self.name

    @property
    def allowed(self) -> tuple[str, ...]:
        """The values that a change may set."""
        return self.choices if self.is_required else ("", *self.choices)


def _choice(name: str, values: list[str], length: int, **more: object) -> Field:
    return Field(name, Kind.CHOICE, choices=tuple(values), length=length, **more)  # type: ignore[arg-type]  # of Field


_ACTIVITY = ("-last_activity_at", "-id")

FIELDS: tuple[Field, ...] = (
    Field(
        "last_activity_at", Kind.MOMENT, is_column=True, asked_as="updated",
        sorts=(("-last_activity", _ACTIVITY), ("last_activity", ("last_activity_at", "id"))),
    ),
    Field(
        "created_at", Kind.MOMENT, is_column=True, asked_as="created",
        sorts=(("-created", ("-created_at", "-id")), ("created", ("created_at", "id"))),
    ),
    Field("subject", Kind.TEXT, length=300, is_required=True, is_editable=True, is_column=True),
    _choice("status", Status.values, 10, is_required=True, is_editable=True, is_column=True),
    _choice(
        "priority", Priority.values, 2, is_required=True, is_editable=True, is_settable=True, is_column=True,
        asked_as="priority", sorts=(("priority", ("priority", *_ACTIVITY)),),
    ),
    Field("priority_is_pinned", Kind.FLAG, is_editable=True, is_silent=True),
    _choice("tier", Tier.values, 2, is_editable=True, is_column=True, asked_as="tier"),
    _choice(
        "type", TicketType.values, 20, is_editable=True, is_settable=True, is_column=True, asked_as="type"
    ),
    Field(
        "product_area", Kind.TEXT, length=80, is_editable=True, is_settable=True, is_column=True,
        asked_as="area",
    ),
    Field("tags", Kind.TAGS, is_editable=True, is_settable=True, is_column=True),
    Field("team", Kind.TEAM, is_editable=True, in_row=False, is_column=True),
    Field("assignee", Kind.PERSON, is_editable=True, in_row=False, is_column=True),
    Field("custom", Kind.CUSTOM, is_editable=True, is_settable=True, in_row=False),
    Field("snoozed_until", Kind.MOMENT, is_editable=True),
    _choice("snoozed_for", SnoozeEvent.values, 10, is_editable=True),
    Field("snoozed_item", Kind.NUMBER, is_editable=True),
    Field("is_spam", Kind.FLAG, is_editable=True),
    Field("is_deleted", Kind.FLAG, is_editable=True),
    _choice("handler", Handler.values, 10, is_required=True, is_editable=True, asked_as="handler"),
    Field("reason", Kind.TEXT, length=200, is_editable=True, is_silent=True),
    Field("reason_message", Kind.MESSAGE),
    _choice("channel", list(CHANNELS), 10, is_column=True, asked_as="channel"),
    _choice("segment", Segment.values, 20, in_row=False, asked_as="segment", column="company__segment"),
    Field("preview", Kind.TEXT),
    Field("is_unread", Kind.FLAG),
    Field("last_message_by", Kind.TEXT),
    Field("waiting_since", Kind.MOMENT),
    Field("last_message_at", Kind.MOMENT),
    Field("resolved_at", Kind.MOMENT, asked_as="resolved"),
    Field(
        "next_due_at", Kind.MOMENT, in_row=False, asked_as="due", sorts=(("due", ("next_due_at", "id")),)
    ),
    Field("version", Kind.NUMBER),
)  # fmt: skip

BY_NAME = {field.name: field for field in FIELDS}
EDITABLE = {field.name: field for field in FIELDS if field.is_editable}
SETTABLE = tuple(field.name for field in FIELDS if field.is_settable)
SILENT = frozenset(field.name for field in FIELDS if field.is_silent)
IN_ROW = tuple(field for field in FIELDS if field.in_row)
ASKED = {field.asked_as: field for field in FIELDS if field.asked_as}
SORTS: dict[str, tuple[str, ...]] = {name: order for field in FIELDS for name, order in field.sorts}
# View columns that are not fields: what a row shows of other records, and the clock.
COLUMNS = (
    "number", "requester", "company", "sla", "brand", "segment",
    *(field.name for field in FIELDS if field.is_column),
)  # fmt: skip
# What a row also reads: the records behind it, how a reply leaves, and the parts of its clock.
ROW_COLUMNS = (
    *(field.name for field in IN_ROW),
    "public_id", "reply_by", "trashed_at", "trashed_by",
    "next_due_kind", "next_due_at", "next_due_state", "next_due_started_at",
    "brand__name", "brand__slug", "requester__name", "requester__email", "company__name", "company__segment",
    "team__name", "assignee__name",
)  # fmt: skip
