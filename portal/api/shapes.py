"""The shapes of the API's answers about portals and contact forms."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape
from tickets.models import TicketType

KINDS = ["text", "number", "choice", "date", "checkbox"]


class FormConditionShape(Shape):
    """When a field is shown."""

    field = serializers.CharField(help_text="The key of an earlier field of the form.")
    value = serializers.CharField(help_text="What it must be; empty for any answer.")


class FormFieldShape(Shape):
    """One field of a form."""

    key = serializers.CharField()
    label = serializers.CharField(help_text="Empty where the field's own name is shown.")  # type: ignore[assignment]  # the member of that name of the answer
    help = serializers.CharField()
    is_required = serializers.BooleanField()
    when = FormConditionShape(allow_null=True)


class ContactFormShape(Shape):
    """A form by which customers ask."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    intro = serializers.CharField()
    type = serializers.ChoiceField(choices=TicketType.choices, allow_blank=True)
    product_area = serializers.CharField()
    fields = FormFieldShape(many=True)  # type: ignore[assignment]  # the member of that name of the answer
    is_active = serializers.BooleanField()
    is_default = serializers.BooleanField()
    position = serializers.IntegerField()
    path = serializers.CharField(help_text="Where customers find it.")
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField()
    changed_by = IdName(allow_null=True)


class FieldChoiceShape(Shape):
    """One value of a choice."""

    value = serializers.CharField()
    label = serializers.CharField()  # type: ignore[assignment]  # the member of that name of the answer


class FormKindShape(Shape):
    """A field of tickets that a form may ask for."""

    key = serializers.CharField()
    kind = serializers.ChoiceField(choices=KINDS)
    label = serializers.CharField(help_text="Empty for fields that every ticket has.")  # type: ignore[assignment]  # the member of that name of the answer
    choices = FieldChoiceShape(many=True)


class PortalShape(Shape):
    """A brand's portal with its forms."""

    brand = serializers.CharField()
    is_on = serializers.BooleanField(help_text="Whether the help center leads to the form and to requests.")
    shares_company = serializers.BooleanField(
        help_text="Whether customers also read what others of their company asked."
    )
    path = serializers.CharField(help_text="Where the help center begins.")
    version = serializers.IntegerField(help_text="That of the ETag, for `If-Match`.")
    changed_at = serializers.DateTimeField(allow_null=True)
    changed_by = IdName(allow_null=True)
    kinds = FormKindShape(many=True, help_text="What forms of this brand may ask for.")
    forms = ContactFormShape(many=True)
