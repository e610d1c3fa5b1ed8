"""Response shapes for tickets, and for the files, drafts and views around them."""

from rest_framework import serializers

from core.api.messages import MessageShape
from core.api.shapes import IdName, Shape, one_of, page_of
from people.api.customer_shapes import CompanyNameShape, ContactNameShape, ContactShape
from people.models import Presence
from tickets.api.entry_shapes import EntryField
from tickets.channels import CHANNEL_CHOICES, Way
from tickets.models import AuthorKind, Handler, Priority, Rating, Status, TicketLink, TicketType, Tier, View
from tickets.models.choices import CLOCK_KINDS, SnoozeEvent
from tickets.models.fields import COLUMNS, SORTS


class BrandNameShape(Shape):
    """A brand in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class RowClockShape(Shape):
    """The most urgent clock of a ticket."""

    kind = serializers.ChoiceField(choices=CLOCK_KINDS)
    due_at = serializers.DateTimeField(allow_null=True)
    state = serializers.ChoiceField(choices=["running", "paused", "met", "breached", "cancelled"])
    started_at = serializers.DateTimeField(allow_null=True)


class TrashShape(Shape):
    """Since when a ticket lies in the trash, and until when it can be restored."""

    at = serializers.DateTimeField()
    by = serializers.CharField(allow_blank=True, help_text="Who put it there, as they were called then.")
    until = serializers.DateTimeField(help_text="Then it is deleted for good.")


class TicketRowShape(Shape):
    """A ticket as lists show it."""

    number = serializers.IntegerField()
    public_id = serializers.UUIDField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    priority = serializers.ChoiceField(choices=Priority.choices)
    priority_is_pinned = serializers.BooleanField(help_text="Set by a person; routing leaves it.")
    tier = serializers.ChoiceField(choices=Tier.choices, allow_blank=True)
    type = serializers.ChoiceField(choices=TicketType.choices, allow_blank=True)
    channel = serializers.ChoiceField(choices=CHANNEL_CHOICES)
    reply_by = serializers.ChoiceField(choices=[way.value for way in Way], help_text="How a reply leaves.")
    brand = BrandNameShape()
    requester = ContactNameShape()
    company = CompanyNameShape(allow_null=True)
    team = IdName(allow_null=True)
    assignee = IdName(allow_null=True)
    tags = serializers.ListField(child=serializers.CharField())
    product_area = serializers.CharField()
    handler = serializers.ChoiceField(choices=Handler.choices)
    reason = serializers.CharField(help_text="One short line: why it is in front of a person.")
    reason_message = MessageShape(allow_null=True, help_text="The same, to be worded elsewhere.")
    preview = serializers.CharField(help_text="How the newest message begins.")
    is_unread = serializers.BooleanField()
    last_message_by = serializers.ChoiceField(choices=AuthorKind.choices, allow_blank=True)
    waiting_since = serializers.DateTimeField(allow_null=True)
    sla = RowClockShape(allow_null=True)
    created_at = serializers.DateTimeField()
    last_activity_at = serializers.DateTimeField()
    last_message_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    snoozed_until = serializers.DateTimeField(allow_null=True)
    snoozed_for = serializers.ChoiceField(
        choices=SnoozeEvent.choices,
        allow_blank=True,
        help_text="What ends the snooze before its time: `colleague`, `side`, `issue`, `article`; empty for "
        "nothing.",
    )
    snoozed_item = serializers.IntegerField(
        allow_null=True, help_text="The article that it waits for, by id, where that is `article`."
    )
    is_spam = serializers.BooleanField()
    is_deleted = serializers.BooleanField()
    trash = TrashShape(allow_null=True)
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")


class HintShape(Shape):
    """A part of a query that does not do what it appears to."""

    part = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()


class TicketPageShape(page_of(TicketRowShape)):  # type: ignore[misc]  # its base is made by a function
    """A page of tickets, and how the query was interpreted."""

    problems = serializers.ListField(
        child=serializers.CharField(), required=False, help_text="Parts of the query without a meaning."
    )
    hints = HintShape(many=True, required=False)
    corrected = serializers.CharField(
        required=False, help_text="The query whose tickets these are, where what was written finds none."
    )


class AdjustedShape(Shape):
    """Values stored in a different form than sent: each tag as sent, and as stored."""

    tags = serializers.DictField(child=serializers.CharField())


class CreatedTicketShape(TicketRowShape):
    """The new ticket."""

    adjusted = AdjustedShape(required=False)


class ChangedTicketShape(TicketRowShape):
    """The ticket after a change."""

    custom = serializers.DictField(help_text="Values of the custom fields by their keys.")
    adjusted = AdjustedShape(required=False)


class TicketLinkShape(Shape):
    """A ticket that belongs to this one."""

    kind = serializers.ChoiceField(choices=TicketLink.Kind.choices)
    direction = serializers.ChoiceField(choices=["to", "from"])
    number = serializers.IntegerField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)


class TicketRatingShape(Shape):
    """The customer's answer to the newest survey: `csat` 1 to 5, `ces` 1 to 7, `nps` 0 to 10."""

    kind = serializers.ChoiceField(choices=Rating.Kind.choices)
    score = serializers.IntegerField(min_value=0, max_value=10)
    comment = serializers.CharField()


class FirstTimelineShape(Shape):
    """The newest entries of a ticket, in reading order."""

    results = serializers.ListField(child=EntryField())
    previous = serializers.CharField(allow_null=True, help_text="The `cursor` of the entries before them.")


class TimelinePageShape(FirstTimelineShape):
    """A page of a timeline, in reading order."""

    next = serializers.CharField(allow_null=True, help_text="The same as `previous`.")


class TicketPermissionsShape(Shape):
    """What the caller may do with a ticket."""

    reply = serializers.BooleanField()
    note = serializers.BooleanField()
    locals()["update"] = serializers.BooleanField()
    trash = serializers.BooleanField()
    redact = serializers.BooleanField()
    take = serializers.BooleanField(help_text="To take a free ticket, or lay down one's own.")
    assign = serializers.BooleanField(help_text="To give a ticket to others.")
    merge = serializers.BooleanField(help_text="To merge, split and link.")


class TicketDetailShape(TicketRowShape):
    """A ticket with the newest part of its timeline."""

    custom = serializers.DictField(help_text="Values of the custom fields by their keys.")
    last_entry_id = serializers.IntegerField()
    last_customer_entry_id = serializers.IntegerField()
    first_replied_at = serializers.DateTimeField(allow_null=True)
    reopened_count = serializers.IntegerField()
    merged_into = serializers.IntegerField(
        allow_null=True, help_text="The ticket that this one is part of; what is written here goes there."
    )
    links = TicketLinkShape(many=True)
    rating = TicketRatingShape(allow_null=True)
    timeline = FirstTimelineShape()
    permissions = TicketPermissionsShape()


class AssignableShape(Shape):
    """Somebody a ticket can be assigned to."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    presence = serializers.ChoiceField(choices=Presence.choices)


class TeamNameShape(Shape):
    """A team in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    slug = serializers.CharField()


class AssigneesShape(Shape):
    """The people and teams that the caller can assign a ticket to."""

    people = AssignableShape(many=True)
    teams = TeamNameShape(many=True)


class FailedChangeShape(Shape):
    """A ticket that was not changed, and why."""

    number = serializers.IntegerField()
    detail = serializers.CharField()
    code = serializers.CharField()


class BulkResultShape(Shape):
    """What a change to many tickets did; `undo` is a token for `POST /undo`."""

    changed = serializers.ListField(child=serializers.IntegerField())
    failed = FailedChangeShape(many=True)
    undo = serializers.UUIDField(allow_null=True)
    adjusted = AdjustedShape(required=False)


class FailedUndoShape(Shape):
    """A ticket, or a merge, that was not restored, and why."""

    number = serializers.IntegerField(required=False)
    merge_id = serializers.IntegerField(required=False)
    detail = serializers.CharField()
    code = serializers.CharField()


class UndoResultShape(Shape):
    """What has been restored."""

    restored = serializers.ListField(child=serializers.IntegerField())
    failed = FailedUndoShape(many=True)


class DraftShape(Shape):
    """A draft; if there is none, an empty body with version 0."""

    body = serializers.CharField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField(allow_null=True)


class SavedViewShape(Shape):
    """A saved view."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=View.Kind.choices)
    team_id = serializers.IntegerField(allow_null=True)
    owner_id = serializers.IntegerField(allow_null=True)
    query = serializers.CharField()
    sort = serializers.ChoiceField(choices=list(SORTS))
    columns = serializers.ListField(child=serializers.ChoiceField(choices=COLUMNS))
    position = serializers.IntegerField()


class TagPageShape(Shape):
    """A page of tags."""

    results = serializers.ListField(child=serializers.CharField())
    next = serializers.CharField(
        allow_null=True, help_text="The `cursor` of the next page; null on the last."
    )


class TicketHitShape(TicketRowShape):
    """A ticket in search results: its row, under `type: ticket`."""

    type = serializers.ChoiceField(choices=["ticket"])
    title = serializers.CharField()
    snippet = serializers.CharField()


class _Hit(Shape):
    id = serializers.IntegerField()
    title = serializers.CharField()
    snippet = serializers.CharField()


class ContactHitShape(_Hit):
    """A contact in search results."""

    type = serializers.ChoiceField(choices=["contact"])


class CompanyHitShape(_Hit):
    """A company in search results."""

    type = serializers.ChoiceField(choices=["company"])


class ArticleHitShape(_Hit):
    """An article in search results."""

    type = serializers.ChoiceField(choices=["article"])
    url = serializers.CharField()
    audience = serializers.CharField()


class SearchPageShape(Shape):
    """Search results, and how the query was interpreted."""

    results = serializers.ListField(
        child=one_of(
            "SearchHit",
            "type",
            {
                "ticket": TicketHitShape,
                "contact": ContactHitShape,
                "company": CompanyHitShape,
                "article": ArticleHitShape,
            },
        )()
    )
    next = serializers.CharField(
        allow_null=True, help_text="The `cursor` of the next page; null on the last."
    )
    corrected = serializers.CharField(
        required=False, help_text="The query whose tickets these are, where what was written finds none."
    )
    hints = HintShape(many=True, required=False)


class MergeResultShape(Shape):
    """The contact that remains; `undo` is a token for `POST /undo`."""

    contact = ContactShape()
    merge_id = serializers.IntegerField()
    undo = serializers.UUIDField()


class UnmergedShape(Shape):
    """The two contacts that are separate again."""

    contact = ContactShape(allow_null=True)
    restored = ContactShape(allow_null=True)


IdNamePage = page_of(IdName)
SavedViewPage = page_of(SavedViewShape)
ContactTicketPage = page_of(TicketRowShape)
