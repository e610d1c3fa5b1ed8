"""Request bodies of the article API."""

from typing import Any

from rest_framework import serializers

from core.api.fields import ChoiceField, FormFile
from kb.models import Audience, MarkState, Status, StepKind
from kb.models.articles import BodyFormat
from kb.services.values import MAX_BODY


class StepInput(serializers.Serializer[Any]):
    """A step of "Show me"."""

    page = serializers.CharField(max_length=200, required=False, allow_blank=True, default="")
    selector = serializers.CharField(max_length=300)
    title = serializers.CharField(max_length=120)
    text = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class RunbookStepInput(serializers.Serializer[Any]):
    """A step of handling a ticket of the article's category."""

    key = serializers.CharField(
        max_length=16,
        required=False,
        allow_blank=True,
        help_text="Of a known step; new ones get one.",
    )
    kind = ChoiceField(choices=StepKind.choices)
    text = serializers.CharField(max_length=500)
    limit = serializers.FloatField(
        required=False, allow_null=True, min_value=0, help_text="How much may be decided alone."
    )
    unit = serializers.CharField(max_length=20, required=False, allow_blank=True, help_text="Such as USD.")


class RunbookMarkInput(serializers.Serializer[Any]):
    """What became of a step of a runbook in a ticket."""

    article_id = serializers.IntegerField()
    step = serializers.CharField(max_length=16, help_text="The key of the step.")
    state = ChoiceField(choices=MarkState.choices)
    amount = serializers.DecimalField(
        max_digits=12, decimal_places=2, min_value=0, required=False, allow_null=True, default=None,
        help_text="How much was decided alone.",
    )  # fmt: skip
    reason = serializers.CharField(
        max_length=500, required=False, allow_blank=True, default="",
        help_text="Needed for what was left out, and for more than the limit.",
    )  # fmt: skip


class ArticleInput(serializers.Serializer[Any]):
    """An article, or the fields to change in one."""

    title = serializers.CharField(max_length=300)
    slug = serializers.CharField(max_length=120, required=False, allow_blank=True)
    body = serializers.CharField(max_length=MAX_BODY, required=False, allow_blank=True, trim_whitespace=False)
    body_format = ChoiceField(choices=BodyFormat.choices, required=False)
    status = ChoiceField(choices=Status.choices, required=False)
    audience = ChoiceField(choices=Audience.choices, required=False)
    segments = serializers.ListField(
        child=serializers.CharField(max_length=12), max_length=10, required=False
    )
    company_ids = serializers.ListField(child=serializers.IntegerField(), max_length=500, required=False)
    team_ids = serializers.ListField(child=serializers.IntegerField(), max_length=100, required=False)
    brand = serializers.CharField(
        max_length=60, required=False, allow_null=True, help_text="One brand's slug or id; null for all."
    )
    brand_ids = serializers.ListField(
        child=serializers.IntegerField(), max_length=100, required=False, help_text="None: all brands."
    )
    language = serializers.CharField(max_length=12, required=False)
    owner_id = serializers.IntegerField(required=False, allow_null=True)
    team_id = serializers.IntegerField(required=False, allow_null=True)
    product_area = serializers.CharField(max_length=80, required=False, allow_blank=True)
    tags = serializers.ListField(child=serializers.CharField(max_length=60), max_length=50, required=False)
    page_paths = serializers.ListField(
        child=serializers.CharField(max_length=300), max_length=50, required=False
    )
    review_interval_days = serializers.IntegerField(min_value=1, max_value=1825, required=False)
    is_review_paced = serializers.BooleanField(required=False)
    steps = serializers.ListField(child=StepInput(), max_length=20, required=False)
    runbook = serializers.ListField(child=RunbookStepInput(), max_length=40, required=False)
    note = serializers.CharField(
        max_length=300, required=False, allow_blank=True, help_text="What changed, for the list of versions."
    )
    goes_live = serializers.BooleanField(
        required=False,
        help_text="False keeps new words of a published article as unpublished changes.",
    )


class TranslationInput(serializers.Serializer[Any]):
    """The language of a new translation."""

    language = serializers.CharField(max_length=12, help_text="Such as `de` or `pt-br`.")


class ConfirmInput(serializers.Serializer[Any]):
    """The version of the original that a translation says now."""

    version = serializers.IntegerField(min_value=1)


class RestoreInput(serializers.Serializer[Any]):
    """The version to restore."""

    version = serializers.IntegerField(min_value=1)


class ApprovalAskInput(serializers.Serializer[Any]):
    """A request for an approval."""

    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")
    reviewer_id = serializers.IntegerField(
        required=False, allow_null=True, default=None, help_text="None: everybody who may publish."
    )


class ApprovalGiveInput(serializers.Serializer[Any]):
    """An approval of the version that was read."""

    version = serializers.IntegerField(min_value=1, help_text="The `content_version` that was read.")
    comment = serializers.CharField(max_length=2000, required=False, allow_blank=True, default="")
    publish = serializers.BooleanField(default=False, help_text="Give it to readers at once.")


class ApprovalReturnInput(serializers.Serializer[Any]):
    """What is to be changed first."""

    comment = serializers.CharField(max_length=2000)


class HeaderLinkInput(serializers.Serializer[Any]):
    """A link in the header of a help center."""

    label = serializers.CharField(max_length=40)  # type: ignore[assignment] # a field, not the serializer's label
    url = serializers.CharField(max_length=300)


class HelpCenterInput(serializers.Serializer[Any]):
    """What is to hold for a brand's help center."""

    requires_approval = serializers.BooleanField(required=False)
    languages = serializers.ListField(
        child=serializers.CharField(max_length=12),
        required=False,
        max_length=20,
        help_text="Besides the brand's own, such as `de` or `pt-br`.",
    )
    links = serializers.ListField(child=HeaderLinkInput(), required=False, max_length=6)
    footer = serializers.CharField(max_length=300, required=False, allow_blank=True)


class RedirectInput(serializers.Serializer[Any]):
    """An old address, and where it leads."""

    brand = serializers.CharField(
        max_length=60, required=False, allow_null=True, default=None, help_text="Slug or id; null for all."
    )
    path = serializers.CharField(max_length=1000, help_text="A path, or an address of which the path counts.")
    target = serializers.CharField(
        max_length=1000,
        help_text="An article's slug or address, a path, or an https address of a brand's site.",
    )


class RedirectChange(serializers.Serializer[Any]):
    """Where an old address leads now."""

    target = serializers.CharField(max_length=1000)


class RedirectsImport(serializers.Serializer[Any]):
    """A list of old and new addresses as CSV."""

    brand = serializers.CharField(max_length=60, required=False, allow_null=True, default=None)
    csv = serializers.CharField(max_length=1_000_000, help_text="Two columns a line: old, new.")


class ImageInput(serializers.Serializer[Any]):
    """A picture, and what it shows."""

    file = FormFile()
    alt = serializers.CharField(max_length=300)


class ImportInput(serializers.Serializer[Any]):
    """Markdown and HTML files."""

    files = serializers.ListField(child=FormFile(), min_length=1, max_length=100)
    status = ChoiceField(choices=[Status.DRAFT, Status.PUBLISHED], default=Status.DRAFT)
    audience = ChoiceField(
        choices=[Audience.PUBLIC, Audience.CUSTOMERS, Audience.STAFF], default=Audience.PUBLIC
    )
    brand = serializers.CharField(max_length=60, required=False, allow_blank=True)
    origin = serializers.CharField(
        max_length=120,
        required=False,
        help_text="Imports with the same name update what they brought before.",
    )
