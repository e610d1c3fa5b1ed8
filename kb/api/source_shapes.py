"""Response shapes of the API of sources."""

from rest_framework import serializers

from core.api.shapes import IdName, Shape, page_of
from kb.models import Audience, Kind, Reason, Schedule, SourceLine, SourceRun, State
from people.models import Segment
from tickets.api.shapes import BrandNameShape


class SourceWebShape(Shape):
    """What of a website is read."""

    address = serializers.CharField()
    include = serializers.ListField(child=serializers.CharField())
    exclude = serializers.ListField(child=serializers.CharField())
    max_pages = serializers.IntegerField()
    pace = serializers.IntegerField(help_text="Milliseconds between two requests.")


class SourceProgressShape(Shape):
    """How far a run is, of what it has found so far."""

    done = serializers.IntegerField()
    total = serializers.IntegerField()


class SourceRunShape(Shape):
    """One reading of a source; the counts are of items."""

    id = serializers.IntegerField()
    state = serializers.ChoiceField(choices=SourceRun.State.choices)
    by = serializers.CharField(help_text="Who began it.")
    new = serializers.IntegerField()
    changed = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    gone = serializers.IntegerField(help_text="Taken out of answers.")
    failed = serializers.IntegerField()
    refused = serializers.IntegerField(help_text="Left out, such as what robots.txt does not allow.")
    requests = serializers.IntegerField()
    bytes = serializers.IntegerField()
    is_capped = serializers.BooleanField(help_text="There was more than the limit of the source.")
    fault = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    detail = serializers.CharField()
    progress = SourceProgressShape(allow_null=True, help_text="Null once it is over.")
    started_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)


class SourceFaultShape(Shape):
    """Why a source could not be read, and what to do."""

    reason = serializers.ChoiceField(choices=Reason.choices)
    detail = serializers.CharField(help_text="A status, an address: what the reason is about.")
    message = serializers.CharField()


class SourceShape(Shape):
    """A source, with its last run."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    state = serializers.ChoiceField(choices=State.choices)
    owner = IdName(allow_null=True)
    schedule = serializers.ChoiceField(choices=Schedule.choices)
    audience = serializers.ChoiceField(choices=Audience.choices)
    segments = serializers.ListField(child=serializers.ChoiceField(choices=Segment.choices))
    company_ids = serializers.ListField(child=serializers.IntegerField())
    team_ids = serializers.ListField(child=serializers.IntegerField())
    brand = BrandNameShape(allow_null=True, help_text="Null: all brands.")
    language = serializers.CharField()
    web = SourceWebShape(allow_null=True, help_text="Of a website.")
    fault = SourceFaultShape(allow_null=True)
    items = serializers.IntegerField(help_text="In answers now.")
    refused_files = serializers.IntegerField(help_text="Files that could not be read.")
    run = SourceRunShape(allow_null=True, help_text="The last one, or the one that runs.")
    read_at = serializers.DateTimeField(allow_null=True)
    next_read_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()
    created_at = serializers.DateTimeField()


class SourceListShape(Shape):
    """All sources that the caller may see, by name."""

    results = SourceShape(many=True)
    written = serializers.IntegerField(help_text="How many published articles people write here.")


class SourceChangeLineShape(Shape):
    """What became of an item in a run."""

    id = serializers.IntegerField()
    outcome = serializers.ChoiceField(choices=SourceLine.Outcome.choices)
    key = serializers.CharField(help_text="What names the item in its source, such as its address.")
    title = serializers.CharField()
    article_id = serializers.IntegerField(allow_null=True)
    reason = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    detail = serializers.CharField()
    at = serializers.DateTimeField()


class SourceFileShape(Shape):
    """An uploaded file."""

    id = serializers.IntegerField()
    name = serializers.CharField()
    size = serializers.IntegerField()
    is_read = serializers.BooleanField()
    reason = serializers.ChoiceField(
        choices=Reason.choices, allow_blank=True, help_text="Why it could not be read."
    )
    detail = serializers.CharField()
    uploaded_at = serializers.DateTimeField()


class SourceFileTakenShape(Shape):
    """What became of one uploaded file."""

    name = serializers.CharField()
    outcome = serializers.ChoiceField(choices=["accepted", "unchanged", "refused"])
    reason = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    detail = serializers.CharField()


class SourceFilesTakenShape(Shape):
    """What became of each uploaded file; those accepted are read soon."""

    results = SourceFileTakenShape(many=True)


class PreviewCountShape(Shape):
    """How many pages begin with this path."""

    path = serializers.CharField()
    count = serializers.IntegerField()


class PreviewLeftShape(Shape):
    """How many addresses are left out for a reason."""

    reason = serializers.ChoiceField(choices=Reason.choices)
    count = serializers.IntegerField()


class PreviewLookShape(Shape):
    """One page as it would be read, or why it would not."""

    url = serializers.CharField()
    title = serializers.CharField()
    words = serializers.IntegerField()
    excerpt = serializers.CharField()
    reason = serializers.ChoiceField(choices=Reason.choices, allow_blank=True)
    detail = serializers.CharField()


class SourcePreviewShape(Shape):
    """What reading a website would find. Nothing of it is kept."""

    address = serializers.CharField()
    fault = SourceFaultShape(allow_null=True)
    is_whole = serializers.BooleanField(help_text="A sitemap lists the pages; else links may lead to more.")
    count = serializers.IntegerField()
    groups = PreviewCountShape(many=True)
    left = PreviewLeftShape(many=True)
    looks = PreviewLookShape(many=True)


class SolvedTicketShape(Shape):
    """A solved ticket without names, addresses, numbers and keys."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    problem = serializers.CharField()
    solution = serializers.CharField()
    resolved_at = serializers.DateTimeField(allow_null=True)


class CandidatesShape(Shape):
    """Solved tickets that nobody has approved or put aside, newest first."""

    results = SolvedTicketShape(many=True)
    next = serializers.IntegerField(allow_null=True, help_text="The `before` of the next page.")


class ApprovedTicketShape(Shape):
    """A ticket that serves as knowledge."""

    number = serializers.IntegerField()
    approved_by = IdName()
    approved_at = serializers.DateTimeField()


SourceRunPage = page_of(SourceRunShape)
SourceChangeLinePage = page_of(SourceChangeLineShape)
SourceFilePage = page_of(SourceFileShape)
ApprovedTicketPage = page_of(ApprovedTicketShape)
