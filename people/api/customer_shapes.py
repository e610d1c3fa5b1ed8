"""
The shapes of customers in answers of the API: companies, contacts, and what merging them means.

Members that cannot be attributes of a serializer class (`data`, `fields`, `from`, `source`) are set through
`locals()`.
"""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from people.api.field_shapes import CustomValues
from people.models import Identity, Segment


class StopgapShape(Shape):
    """A fact that only stands in where nobody else says one, and the system that gave it."""

    name = serializers.CharField()
    locals()["source"] = serializers.CharField()


class FactsOriginShape(Shape):
    """Where a company's facts come from, and when they were read."""

    locals()["source"] = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True)
    stopgaps = StopgapShape(many=True)


class CompanyShape(Shape):
    """A company with the facts that stand beside a ticket."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    domain = serializers.CharField()
    external_id = serializers.CharField(allow_null=True)
    arr = serializers.FloatField(allow_null=True, help_text="USD a year.")
    segment = serializers.ChoiceField(choices=Segment.choices)
    segment_is_override = serializers.BooleanField()
    plan = serializers.CharField()
    renewal_on = serializers.DateField(allow_null=True)
    csm = IdName(allow_null=True)
    health_score = serializers.IntegerField(allow_null=True, min_value=0, max_value=100)
    timezone = serializers.CharField()
    facts = FactsOriginShape()
    custom = CustomValues()
    created_at = serializers.DateTimeField()


class CompanyNameShape(Shape):
    """A company in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    segment = serializers.ChoiceField(choices=Segment.choices)


class ContactNameShape(Shape):
    """A contact in short."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    email = serializers.CharField()


class ContactShape(Shape):
    """A contact with its company in short."""

    id = serializers.IntegerField()
    public_id = serializers.UUIDField()
    name = serializers.CharField()
    email = serializers.CharField()
    title = serializers.CharField()
    phone = serializers.CharField()
    locale = serializers.CharField()
    timezone = serializers.CharField(help_text="The contact's, or else the company's.")
    company = CompanyNameShape(allow_null=True)
    is_visitor = serializers.BooleanField()
    is_blocked = serializers.BooleanField()
    merged_into = serializers.IntegerField(allow_null=True)
    custom = CustomValues()
    created_at = serializers.DateTimeField()


class IdentityShape(Shape):
    """One way of reaching a contact, and whether it was proven to be theirs."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Identity.Kind.choices)
    value = serializers.CharField()
    is_verified = serializers.BooleanField()
    verified_at = serializers.DateTimeField(allow_null=True)
    created_at = serializers.DateTimeField()


class MergeReasonShape(Shape):
    """Why a merge cannot be done or undone."""

    code = serializers.CharField()
    detail = serializers.CharField()


class ContactMergeShape(Shape):
    """A merge into a contact that stands."""

    id = serializers.IntegerField()
    at = serializers.DateTimeField()
    by = IdName(allow_null=True)
    contact = ContactNameShape(allow_null=True)
    tickets = serializers.IntegerField(help_text="How many it moved.")
    can_undo = serializers.BooleanField()
    reason = MergeReasonShape(allow_null=True)


class IdentityConflictShape(Shape):
    """An address that somebody came with and that is another contact's."""

    kind = serializers.ChoiceField(choices=Identity.Kind.choices)
    value = serializers.CharField()
    holder = ContactNameShape()
    first_seen_at = serializers.DateTimeField()
    last_seen_at = serializers.DateTimeField()


class ContactDetailShape(ContactShape):
    """A contact with how it is reached, the merges into it, and whose address it came with."""

    is_verified = serializers.BooleanField()
    identities = IdentityShape(many=True)
    merged = ContactMergeShape(many=True)
    conflicts = IdentityConflictShape(many=True)


class MergeSideShape(ContactShape):
    """One of two contacts that may be merged."""

    is_verified = serializers.BooleanField()
    identities = IdentityShape(many=True)
    tickets = serializers.IntegerField()
    open_tickets = serializers.IntegerField()


class MergeFieldShape(Shape):
    """A field that the remaining contact takes over."""

    field = serializers.CharField()
    label = serializers.CharField(help_text="An admin's name for it, else empty.")  # type: ignore[assignment]  # a member of that name
    value = serializers.CharField()


class MergeMovesShape(Shape):
    """What a merge moves."""

    identities = IdentityShape(many=True)
    tickets = serializers.IntegerField()
    locals()["fields"] = MergeFieldShape(many=True)


class MergeWarningFactsShape(Shape):
    """The facts of a warning: always both names, and what this kind of warning is about."""

    locals()["source"] = serializers.CharField()
    target = serializers.CharField()
    kind = serializers.ChoiceField(choices=Identity.Kind.choices, required=False)
    field = serializers.CharField(required=False)
    value = serializers.CharField(required=False)
    values = serializers.ListField(child=serializers.CharField(), required=False)
    companies = serializers.ListField(child=serializers.CharField(), required=False)
    blocked = serializers.CharField(required=False)
    count = serializers.IntegerField(required=False)


class MergeWarningShape(Shape):
    """What to think of before a merge; `is_conflict` where the two contacts disagree."""

    code = serializers.CharField()
    detail = serializers.CharField()
    is_conflict = serializers.BooleanField()
    locals()["data"] = MergeWarningFactsShape()


class MergePreviewShape(Shape):
    """Both contacts side by side, what moves, and what to think of first."""

    into = MergeSideShape()
    locals()["from"] = MergeSideShape()
    moves = MergeMovesShape()
    can_merge = serializers.BooleanField()
    reason = MergeReasonShape(allow_null=True)
    warnings = MergeWarningShape(many=True)


CompanyPage = page_of(CompanyShape)
ContactPage = page_of(ContactShape)


class FactShareShape(Shape):
    """How many companies have one fact."""

    name = serializers.ChoiceField(choices=[(one, one) for one in ("arr", "segment", "csm", "renewal")])
    known = serializers.IntegerField()
    percent = serializers.IntegerField(allow_null=True, help_text="Rounded down; null without companies.")
    stopgaps = serializers.IntegerField(help_text="Of them, how many only have one that stands in.")
    is_enough = serializers.BooleanField()


class CompletenessShape(Shape):
    """How complete the facts are by which customers are served."""

    companies = serializers.IntegerField()
    enough_percent = serializers.IntegerField(help_text="From here on a fact is good enough to decide by.")
    facts = FactShareShape(many=True)
