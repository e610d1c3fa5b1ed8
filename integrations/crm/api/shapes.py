"""What the API answers about the CRM."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from integrations.crm.crms import KINDS
from integrations.crm.deciding import Rule

_KINDS = [(kind, kind) for kind in KINDS]


class CrmFieldShape(Shape):
    """How one field is filled, and in how many companies its text cannot be read."""

    name = serializers.CharField(help_text="`custom.KEY` for a field that an admin added to companies.")
    label = serializers.CharField(help_text="What the admin calls it; else empty.")  # type: ignore[assignment]  # a member of that name
    property = serializers.CharField(help_text="Of the company, or of the contact; empty for none.")
    deal_property = serializers.CharField(help_text="Of deals, where the company's is empty.")
    rule = serializers.ChoiceField(choices=[(rule.value, rule.value) for rule in Rule])
    takes_deals = serializers.BooleanField()
    is_fixed = serializers.BooleanField(help_text="The property cannot be changed.")
    unreadable = serializers.IntegerField()


class CrmMappingShape(Shape):
    """How fields are filled."""

    version = serializers.IntegerField()
    sends_outcomes = serializers.BooleanField()
    health_property = serializers.CharField(help_text="Where our health score goes; empty for nowhere.")
    changed_by = serializers.CharField(help_text="Empty before anybody changed it.")
    changed_at = serializers.DateTimeField(allow_null=True)
    rows = CrmFieldShape(many=True)


class CrmKindShape(Shape):
    """How far one kind of record is read, and what became of its records."""

    kind = serializers.ChoiceField(choices=_KINDS)
    is_whole = serializers.BooleanField(help_text="All of them are being read now, not only what changed.")
    is_done = serializers.BooleanField(help_text="All of them were read once.")
    read = serializers.IntegerField(help_text="In the last whole reading.")
    total = serializers.IntegerField(allow_null=True, help_text="How many there were then; null if not told.")
    linked = serializers.IntegerField()
    left_out = serializers.IntegerField()
    gone = serializers.IntegerField(help_text="Deleted or merged there.")
    last_at = serializers.DateTimeField(allow_null=True)


class CrmReasonShape(Shape):
    """Why records were left out."""

    why = serializers.CharField()
    count = serializers.IntegerField()


class CrmStateShape(Shape):
    """How an account of a CRM stands."""

    is_first = serializers.BooleanField(help_text="The first sync is not done.")
    kinds = CrmKindShape(many=True)
    reasons = CrmReasonShape(many=True)
    conflicts = serializers.IntegerField()
    notes = serializers.IntegerField(help_text="Outcomes of tickets that the CRM has.")
    notes_waiting = serializers.IntegerField()
    mapping = CrmMappingShape()


class CrmSideShape(Shape):
    """One of two values, in words; empty for none."""

    text = serializers.CharField()
    at = serializers.DateTimeField(allow_null=True, help_text="When it changed last, if that is known.")


class CrmConflictShape(Shape):
    """Two values of one field, of which a person chooses one."""

    id = serializers.IntegerField()
    field = serializers.CharField()
    label = serializers.CharField(help_text="What an admin calls the field; else empty.")  # type: ignore[assignment]  # a member of that name
    company = IdName(allow_null=True)
    contact = IdName(allow_null=True)
    theirs = CrmSideShape()
    ours = CrmSideShape()
    found_at = serializers.DateTimeField()


CrmConflictPage = page_of(CrmConflictShape)
