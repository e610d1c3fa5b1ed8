"""
What a timeline entry stores besides its text: one shape for each kind of payload.

Messages and notes contain only the fields that apply to them.
"""

from rest_framework import serializers

from core.api.messages import MessageShape
from core.api.shapes import IdName, Shape, either, one_of, only
from core.leaks import Kind
from tickets.channels import CHANNEL_CHOICES
from tickets.models import AuthorKind, DeliveryState, EntryKind, Visibility
from tickets.models.choices import CLOCK_KINDS, CallDirection


class AttachmentShape(Shape):
    """A file; its address checks permission again."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    content_type = serializers.CharField()
    url = serializers.CharField()
    scan = serializers.ChoiceField(
        choices=["waiting", "infected"],
        required=False,
        help_text="Why nobody gets it: the virus scanner has not seen it yet, or found something.",
    )
    scan_detail = serializers.CharField(required=False, help_text="What was found, or why it still waits.")


class RecipientsShape(Shape):
    """The final addresses of a reply that leaves by email."""

    to = serializers.ListField(child=serializers.CharField())
    cc = serializers.ListField(child=serializers.CharField())


class MailAddressShape(Shape):
    """One address of a mail."""

    name = serializers.CharField()
    address = serializers.CharField()


class InvitationShape(Shape):
    """An invitation that came with a mail; floating times have no time zone."""

    method = serializers.CharField()
    summary = serializers.CharField()
    organizer = serializers.CharField()
    location = serializers.CharField()
    starts_at = serializers.CharField(allow_null=True, help_text="ISO 8601.")
    ends_at = serializers.CharField(allow_null=True, help_text="ISO 8601.")
    is_floating = serializers.BooleanField()
    is_all_day = serializers.BooleanField()


class EntryMailShape(Shape):
    """The mail behind an entry; `inline` maps the ids of its images to files."""

    inbound_id = serializers.IntegerField()
    locals()["from"] = serializers.CharField()
    to = serializers.ListField(child=serializers.CharField())
    cc = serializers.ListField(child=serializers.CharField())
    reply_to = MailAddressShape(many=True, required=False)
    is_authentic = serializers.BooleanField()
    has_quote = serializers.BooleanField()
    has_html = serializers.BooleanField()
    remote_images = serializers.IntegerField()
    automatic = serializers.CharField(help_text="The kind of automatic mail; empty for a person's.")
    invitations = InvitationShape(many=True)
    note = serializers.CharField()
    inline = serializers.DictField(child=serializers.CharField(), required=False)


class CitationShape(Shape):
    """
    An article that supports an answer.

    `quote` is verbatim from it; parts from several sections are separated by a blank line, and `heading` has
    their headings, one per line.
    """

    article_id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    quote = serializers.CharField()
    heading = serializers.CharField(required=False)


class HandoffToldShape(Shape):
    """Why the assistant handed a conversation over."""

    reason = serializers.CharField()
    locals()["label"] = serializers.CharField()


class CopiedPersonShape(Shape):
    """Somebody copied on a message."""

    name = serializers.CharField()
    email = serializers.CharField()


class WrittenOnShape(Shape):
    """The page on which a message was written."""

    url = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    area = serializers.CharField(required=False)


class CallShape(Shape):
    """A phone call that somebody wrote down."""

    direction = serializers.ChoiceField(choices=CallDirection.choices)
    seconds = serializers.IntegerField(help_text="0 where nobody said how long it was.")


class MessagePayloadShape(Shape):
    """What a message stores besides its text; only the fields that apply."""

    is_answer = serializers.BooleanField(required=False, help_text="The assistant's answer to the question.")
    is_acknowledgement = serializers.BooleanField(
        required=False, help_text="It says only that somebody will answer."
    )
    is_opening = serializers.BooleanField(required=False, help_text="We wrote first.")
    is_imported = serializers.BooleanField(required=False)
    wants_person = serializers.BooleanField(required=False)
    automatic = serializers.CharField(required=False)
    client_id = serializers.CharField(required=False)
    via = serializers.CharField(required=False, help_text="Who wrote it down for the customer.")
    decision = serializers.CharField(required=False)
    citations = CitationShape(many=True, required=False)
    confidence = serializers.FloatField(required=False, allow_null=True, min_value=0, max_value=1)
    confidence_word = serializers.ChoiceField(choices=["low", "medium", "high"], required=False)
    run_id = serializers.IntegerField(required=False, allow_null=True)
    draft_run_id = serializers.IntegerField(required=False, allow_null=True)
    engine = serializers.CharField(required=False)
    handoff = HandoffToldShape(required=False)
    expected_wait = serializers.IntegerField(required=False, allow_null=True, help_text="Seconds.")
    recipients = RecipientsShape(required=False)
    mail = EntryMailShape(required=False)
    mentions = IdName(many=True, required=False)
    mentions_unseen = IdName(many=True, required=False, help_text="Named, without seeing the ticket.")
    page = WrittenOnShape(required=False)
    slack_channel = serializers.CharField(required=False)
    is_edited = serializers.BooleanField(
        required=False, help_text="By its writer afterwards, where they wrote it."
    )
    is_deleted = serializers.BooleanField(
        required=False, help_text="By its writer afterwards, where they wrote it."
    )
    cc = CopiedPersonShape(many=True, required=False)
    call = CallShape(required=False, help_text="The phone call that it tells of.")


class SidePayloadShape(Shape):
    """What a message of a side conversation stores besides its text; only the fields that apply."""

    to = serializers.ListField(child=serializers.CharField(), required=False)
    mail = EntryMailShape(required=False)
    automatic = serializers.CharField(required=False)
    is_other = serializers.BooleanField(required=False, help_text="Of somebody whom nobody had asked.")


class ChangePayloadShape(Shape):
    """Fields that changed, as `[old, new]`, and the names behind the ids at that time."""

    changes = serializers.DictField(child=serializers.ListField(min_length=2, max_length=2))
    names = serializers.DictField(child=serializers.ListField(child=serializers.CharField(allow_null=True)))
    reason = serializers.CharField()
    message = MessageShape(required=False, help_text="What `reason` says.")


class RatingPayloadShape(Shape):
    """The customer answered the survey."""

    score = serializers.IntegerField(min_value=0, max_value=10)
    kind = serializers.ChoiceField(choices=["csat", "ces", "nps"], help_text="Which scale.")
    comment = serializers.CharField()


class HandoffStepShape(Shape):
    """The assistant handed the conversation over, with its summary for people."""

    step = only("handoff")
    handoff_id = serializers.IntegerField()
    reason = serializers.CharField()
    reason_label = serializers.CharField()
    boundary = serializers.CharField()
    summary = serializers.CharField()


class FeedbackStepShape(Shape):
    """The customer said whether an answer by the assistant helped."""

    step = only("feedback")
    entry_id = serializers.IntegerField()
    has_helped = serializers.BooleanField()


class ReasonLineShape(Shape):
    """One reason of a decision."""

    locals()["label"] = serializers.CharField()
    detail = serializers.CharField()
    message = MessageShape(required=False, allow_null=True, help_text="What `detail` says.")


class RoutingStepShape(Shape):
    """A routing decision."""

    step = serializers.ChoiceField(
        choices=["routed", "assigned", "waiting", "handed_on", "escalated", "corrected"]
    )
    decision_id = serializers.IntegerField()
    reasons = ReasonLineShape(many=True)
    message = MessageShape(required=False, help_text="What the text of the entry says.")


class BreachStepShape(Shape):
    """A service level missed its target."""

    step = only("breach")
    clock = serializers.ChoiceField(choices=CLOCK_KINDS)
    due_at = serializers.DateTimeField()
    clock_id = serializers.IntegerField()


class ConflictStepShape(Shape):
    """The customer signed in with an address that belongs to another contact."""

    step = only("identity_conflict")
    value = serializers.CharField()
    holder = IdName()


class GoesOnStepShape(Shape):
    """A chat continues in another ticket, by email."""

    step = only("goes_on_by_email")
    ticket = serializers.IntegerField()


class MergedStepShape(Shape):
    """Another ticket became part of this one."""

    step = only("merged")
    ticket = serializers.IntegerField()
    subject = serializers.CharField()
    merge_id = serializers.IntegerField()
    moved = serializers.IntegerField(help_text="The messages and notes that came with it.")


class UnmergedStepShape(MergedStepShape):
    """A ticket was taken out of this one again."""

    step = only("unmerged")


class SplitStepShape(Shape):
    """A message was carried into a new ticket, or this ticket began so."""

    step = only("split")
    ticket = serializers.IntegerField(help_text="The other ticket.")
    subject = serializers.CharField()
    entry_id = serializers.IntegerField(help_text="The message here.")
    is_new = serializers.BooleanField(help_text="Whether this is the new ticket.")
    is_part = serializers.BooleanField(
        required=False, help_text="It begins with marked words of the message, not with all of it."
    )


class AutomaticMailStepShape(Shape):
    """A delivery report or an automatic answer."""

    step = only("automatic_mail")
    mail = EntryMailShape()


class IssueStepShape(Shape):
    """An issue of an engineering system was linked."""

    step = only("issue_linked")
    system = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()


class IssueChangeStepShape(Shape):
    """A linked issue changed."""

    step = only("issue_changed")
    system = serializers.CharField()
    key = serializers.CharField()
    what = serializers.ChoiceField(choices=["status", "completed", "gone", "unlinked", "refused"])
    status = serializers.CharField()
    was = serializers.CharField()


class MessageChangedStepShape(Shape):
    """A customer changed a message where they wrote it; the entry's text is what it says now."""

    step = only("message_changed")
    entry_id = serializers.IntegerField()
    change = serializers.ChoiceField(choices=["edited", "deleted"])
    system = serializers.CharField()


class EventStepShape(Shape):
    """Something that happened, described by the text of the entry."""

    step = only("event")
    message = MessageShape(required=False, help_text="What the text of the entry says.")


class AuthorShape(Shape):
    """Who wrote an entry, by the name they had then."""

    kind = serializers.ChoiceField(choices=AuthorKind.choices)
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class DeliveryShape(Shape):
    """How far an outgoing message got; empty if the channel does not report delivery."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, allow_blank=True)
    detail = serializers.CharField()


class RedactionMarkShape(Shape):
    """Something was taken out of an entry: by a person, or on arrival."""

    what = serializers.ChoiceField(choices=["words", "files", "entry", "arrival"])
    at = serializers.DateTimeField()
    by = serializers.CharField(help_text="Empty for what was taken out on arrival.")
    reason = serializers.CharField(help_text="Empty for what was taken out on arrival.")
    kinds = serializers.ListField(
        child=serializers.ChoiceField(choices=[kind.value for kind in Kind]),
        help_text="Of what was taken out on arrival.",
    )


class _Entry(Shape):
    id = serializers.IntegerField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    author = AuthorShape()
    body_html = serializers.CharField()
    body_text = serializers.CharField()
    channel = serializers.ChoiceField(choices=CHANNEL_CHOICES, allow_blank=True)
    created_at = serializers.DateTimeField()
    delivery = DeliveryShape()
    attachments = AttachmentShape(many=True)
    is_redacted = serializers.BooleanField()
    redactions = RedactionMarkShape(many=True, help_text="What was taken out of it, never what that was.")
    merged_from = serializers.IntegerField(required=False, help_text="Where it was written, if merged.")


class MessageEntryShape(_Entry):
    """A message that the customer wrote or can read."""

    kind = only(EntryKind.MESSAGE.value)
    payload = MessagePayloadShape()


class NoteEntryShape(_Entry):
    """What staff wrote for each other."""

    kind = only(EntryKind.NOTE.value)
    payload = MessagePayloadShape()


class ChangeEntryShape(_Entry):
    """Fields of the ticket changed."""

    kind = only(EntryKind.CHANGE.value)
    payload = ChangePayloadShape()


class AssistantEntryShape(_Entry):
    """A step of the assistant."""

    kind = only(EntryKind.AI.value)
    payload = one_of("AssistantStep", "step", {"handoff": HandoffStepShape, "feedback": FeedbackStepShape})()


class RoutingEntryShape(_Entry):
    """A step of routing."""

    kind = only(EntryKind.ROUTING.value)
    payload = RoutingStepShape()


class SlaEntryShape(_Entry):
    """A step of the service level."""

    kind = only(EntryKind.SLA.value)
    payload = BreachStepShape()


class IntegrationEntryShape(_Entry):
    """Something another system did."""

    kind = only(EntryKind.INTEGRATION.value)
    payload = one_of(
        "IntegrationStep",
        "step",
        {
            "identity_conflict": ConflictStepShape,
            "goes_on_by_email": GoesOnStepShape,
            "merged": MergedStepShape,
            "unmerged": UnmergedStepShape,
            "split": SplitStepShape,
            "automatic_mail": AutomaticMailStepShape,
            "issue_linked": IssueStepShape,
            "issue_changed": IssueChangeStepShape,
            "message_changed": MessageChangedStepShape,
            "event": EventStepShape,
        },
    )()


class RatingEntryShape(_Entry):
    """The customer rated the conversation."""

    kind = only(EntryKind.RATING.value)
    payload = RatingPayloadShape()


class SideEntryShape(_Entry):
    """A message of a side conversation, which stands in no timeline: a redaction tells of it."""

    kind = only(EntryKind.SIDE.value)
    payload = SidePayloadShape()


_KINDS: dict[str, type[Shape]] = {
    "message": MessageEntryShape,
    "note": NoteEntryShape,
    "change": ChangeEntryShape,
    "ai": AssistantEntryShape,
    "routing": RoutingEntryShape,
    "sla": SlaEntryShape,
    "integration": IntegrationEntryShape,
    "rating": RatingEntryShape,
    "side": SideEntryShape,
}
EntryField = one_of("Entry", "kind", _KINDS)
ENTRY = either("Entry", "kind", _KINDS)
