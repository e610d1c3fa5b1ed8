"""
What an entry of the timeline keeps beside its words: one shape for each kind of payload.

Messages and notes hold only what there is to tell of them.
"""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, either, one_of
from tickets.models import AuthorKind, Channel, DeliveryState, EntryKind, Visibility


def _one(value: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=[value])


class AttachmentShape(Shape):
    """A file; its address asks for permission again."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    size = serializers.IntegerField(help_text="Bytes.")
    content_type = serializers.CharField()
    url = serializers.CharField()


class RecipientsShape(Shape):
    """The final addresses of a reply that leaves by email."""

    to = serializers.ListField(child=serializers.CharField())
    cc = serializers.ListField(child=serializers.CharField())


class MailAddressShape(Shape):
    """One address of a mail."""

    name = serializers.CharField()
    address = serializers.CharField()


class InvitationShape(Shape):
    """An invitation that came with a mail; a floating one has the times of a clock on the wall."""

    method = serializers.CharField()
    summary = serializers.CharField()
    organizer = serializers.CharField()
    location = serializers.CharField()
    starts_at = serializers.CharField(allow_null=True, help_text="ISO 8601.")
    ends_at = serializers.CharField(allow_null=True, help_text="ISO 8601.")
    is_floating = serializers.BooleanField()
    is_all_day = serializers.BooleanField()


class EntryMailShape(Shape):
    """The mail that an entry came from; `inline` maps the ids of its images to files."""

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
    An article that an answer rests on.

    `quote` is found in it word for word; parts of several sections are a blank line apart, with their
    headings a line each in `heading`.
    """

    article_id = serializers.IntegerField()
    title = serializers.CharField()
    url = serializers.CharField()
    quote = serializers.CharField()
    heading = serializers.CharField(required=False)


class HandoffToldShape(Shape):
    """Why the assistant passed a conversation on."""

    reason = serializers.CharField()
    locals()["label"] = serializers.CharField()


class CopiedPersonShape(Shape):
    """Somebody in copy of a message."""

    name = serializers.CharField()
    email = serializers.CharField()


class WrittenOnShape(Shape):
    """The page on which a message was written."""

    url = serializers.CharField(required=False)
    title = serializers.CharField(required=False)
    area = serializers.CharField(required=False)


class MessagePayloadShape(Shape):
    """What a message keeps beside its words; only what there is to tell."""

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
    cc = CopiedPersonShape(many=True, required=False)


class ChangePayloadShape(Shape):
    """Fields that changed, as `[old, new]`, and the names behind the ids as they were then."""

    changes = serializers.DictField(child=serializers.ListField(min_length=2, max_length=2))
    names = serializers.DictField(child=serializers.ListField(child=serializers.CharField(allow_null=True)))
    reason = serializers.CharField()


class RatingPayloadShape(Shape):
    """The customer answered the survey."""

    score = serializers.IntegerField(min_value=1, max_value=5)
    comment = serializers.CharField()


class HandoffStepShape(Shape):
    """The assistant passed the conversation on, with its summary for people."""

    step = _one("handoff")
    handoff_id = serializers.IntegerField()
    reason = serializers.CharField()
    reason_label = serializers.CharField()
    boundary = serializers.CharField()
    summary = serializers.CharField()


class FeedbackStepShape(Shape):
    """The customer said whether an answer of the assistant helped."""

    step = _one("feedback")
    entry_id = serializers.IntegerField()
    has_helped = serializers.BooleanField()


class ReasonLineShape(Shape):
    """One reason of a decision."""

    locals()["label"] = serializers.CharField()
    detail = serializers.CharField()


class RoutingStepShape(Shape):
    """A decision of routing."""

    step = serializers.ChoiceField(
        choices=["routed", "assigned", "waiting", "handed_on", "escalated", "corrected"]
    )
    decision_id = serializers.IntegerField()
    reasons = ReasonLineShape(many=True)


class BreachStepShape(Shape):
    """A service level missed its target."""

    step = _one("breach")
    clock = serializers.ChoiceField(choices=["first_reply", "next_reply", "resolution"])
    due_at = serializers.DateTimeField()
    clock_id = serializers.IntegerField()


class ConflictStepShape(Shape):
    """The customer signed in with an address that belongs to another contact."""

    step = _one("identity_conflict")
    value = serializers.CharField()
    holder = IdName()


class GoesOnStepShape(Shape):
    """A chat goes on in another ticket, by email."""

    step = _one("goes_on_by_email")
    ticket = serializers.IntegerField()


class AutomaticMailStepShape(Shape):
    """A delivery report or an automatic answer."""

    step = _one("automatic_mail")
    mail = EntryMailShape()


class IssueStepShape(Shape):
    """An issue of an engineering system was linked."""

    step = _one("issue_linked")
    system = serializers.CharField()
    key = serializers.CharField()
    title = serializers.CharField()
    status = serializers.CharField()


class EventStepShape(Shape):
    """Something that happened elsewhere, told by its words alone."""

    step = _one("event")


class AuthorShape(Shape):
    """Who wrote an entry; the name is the one that they had then."""

    kind = serializers.ChoiceField(choices=AuthorKind.choices)
    id = serializers.IntegerField(allow_null=True)
    name = serializers.CharField()


class DeliveryShape(Shape):
    """How far a message of ours got; empty where the channel has no delivery of its own."""

    state = serializers.ChoiceField(choices=DeliveryState.choices, allow_blank=True)
    detail = serializers.CharField()


class _Entry(Shape):
    id = serializers.IntegerField()
    visibility = serializers.ChoiceField(choices=Visibility.choices)
    author = AuthorShape()
    body_html = serializers.CharField()
    body_text = serializers.CharField()
    channel = serializers.ChoiceField(choices=Channel.choices, allow_blank=True)
    created_at = serializers.DateTimeField()
    delivery = DeliveryShape()
    attachments = AttachmentShape(many=True)
    is_redacted = serializers.BooleanField()


class MessageEntryShape(_Entry):
    """What the customer wrote or reads."""

    kind = _one(EntryKind.MESSAGE.value)
    payload = MessagePayloadShape()


class NoteEntryShape(_Entry):
    """What staff wrote for each other."""

    kind = _one(EntryKind.NOTE.value)
    payload = MessagePayloadShape()


class ChangeEntryShape(_Entry):
    """Fields of the ticket changed."""

    kind = _one(EntryKind.CHANGE.value)
    payload = ChangePayloadShape()


class AssistantEntryShape(_Entry):
    """A step of the assistant."""

    kind = _one(EntryKind.AI.value)
    payload = one_of("AssistantStep", "step", {"handoff": HandoffStepShape, "feedback": FeedbackStepShape})()


class RoutingEntryShape(_Entry):
    """A step of routing."""

    kind = _one(EntryKind.ROUTING.value)
    payload = RoutingStepShape()


class SlaEntryShape(_Entry):
    """A step of the service level."""

    kind = _one(EntryKind.SLA.value)
    payload = BreachStepShape()


class IntegrationEntryShape(_Entry):
    """What another system did."""

    kind = _one(EntryKind.INTEGRATION.value)
    payload = one_of(
        "IntegrationStep",
        "step",
        {
            "identity_conflict": ConflictStepShape,
            "goes_on_by_email": GoesOnStepShape,
            "automatic_mail": AutomaticMailStepShape,
            "issue_linked": IssueStepShape,
            "event": EventStepShape,
        },
    )()


class RatingEntryShape(_Entry):
    """The customer rated the conversation."""

    kind = _one(EntryKind.RATING.value)
    payload = RatingPayloadShape()


_KINDS: dict[str, type[Shape]] = {
    "message": MessageEntryShape,
    "note": NoteEntryShape,
    "change": ChangeEntryShape,
    "ai": AssistantEntryShape,
    "routing": RoutingEntryShape,
    "sla": SlaEntryShape,
    "integration": IntegrationEntryShape,
    "rating": RatingEntryShape,
}
EntryField = one_of("Entry", "kind", _KINDS)
ENTRY = either("Entry", "kind", _KINDS)
