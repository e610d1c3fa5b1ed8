"""Response shapes for the widget, and for staff about it."""

from typing import Any

from rest_framework import serializers

from assistant.api.shapes import CONFIDENCE_WORDS, SharedStepShape, TriedShape, attributes_field
from core.api.shapes import Shape
from core.api.unions import AnyOf
from tickets.api.entry_shapes import AttachmentShape
from tickets.api.shapes import BrandNameShape
from tickets.models import EntryKind
from widget.models import Consent, WidgetSettings
from widget.rendering import TOLD_REASONS
from widget.rich_text import ATTRIBUTES, COMMON, TAGS
from widget.selectors.promises import Promise


class HiddenShape(Shape):
    """What the widget must not read from a page."""

    fields = serializers.ListField(child=serializers.CharField())  # type: ignore[assignment]  # DRF takes declared fields out of the class, whatever their names
    selectors = serializers.ListField(child=serializers.CharField())
    params = serializers.ListField(child=serializers.CharField())


class WidgetConfigShape(Shape):
    """How a brand's widget looks."""

    brand = serializers.CharField()
    color = serializers.CharField()
    position = serializers.ChoiceField(choices=WidgetSettings.Position.choices)
    theme = serializers.ChoiceField(choices=WidgetSettings.Theme.choices)
    is_consent_required = serializers.BooleanField()
    language = serializers.ChoiceField(choices=WidgetSettings.Language.choices)
    launcher_text = serializers.CharField(help_text="Beside the sign on the launcher; empty for a round one.")
    consent_text = serializers.CharField(help_text="Empty for the panel's own question.")
    hidden = HiddenShape()
    is_watched = serializers.BooleanField(help_text="An admin waits for this page: ask again, with `path`.")
    is_proactive = serializers.BooleanField(help_text="Messages may come that nobody asked for.")


class WidgetPersonShape(Shape):
    """Who is using the widget; empty for an anonymous visitor."""

    name = serializers.CharField()
    email = serializers.CharField()


class WidgetSessionShape(Shape):
    """A session with its token, which is returned only once."""

    token = serializers.CharField()
    expires_at = serializers.DateTimeField()
    is_verified = serializers.BooleanField()
    subject = serializers.CharField(help_text="`sub` of the user token; empty for a visitor.")
    person = WidgetPersonShape()
    consent = serializers.ChoiceField(choices=Consent.choices)


class ConsentShape(Shape):
    """The customer's decision about sharing."""

    consent = serializers.ChoiceField(choices=Consent.choices)


class PreviewPageShape(Shape):
    """The page the customer has open, without secrets."""

    url = serializers.CharField()
    title = serializers.CharField()
    element = serializers.CharField()


class ContextPreviewShape(Shape):
    """What support would see of a report; none of it is stored."""

    page = PreviewPageShape()
    attributes = attributes_field()
    steps = SharedStepShape(many=True)


class WidgetArticleRowShape(Shape):
    """An article in a list of the panel."""

    slug = serializers.CharField()
    title = serializers.CharField()
    summary = serializers.CharField()
    url = serializers.CharField(help_text="In the help center.")


class GuideRowStepShape(Shape):
    """One element to point out on the page."""

    selector = serializers.CharField()
    title = serializers.CharField()
    text = serializers.CharField()


class GuideStepShape(GuideRowStepShape):
    """One element that "Show me" points out on the page."""

    page = serializers.CharField(help_text="The pages it is about, such as `/settings/*`; empty for any.")


class RecordingBegunShape(Shape):
    """A page to open, which then records."""

    url = serializers.CharField()
    expires_at = serializers.DateTimeField()


class RecordedArticleShape(Shape):
    """The article that steps are recorded for."""

    id = serializers.IntegerField()
    title = serializers.CharField()
    language = serializers.CharField()


class RecordingShape(Shape):
    """What is being recorded: the steps of an article's working copy."""

    article = RecordedArticleShape()
    version = serializers.IntegerField(help_text="Of the article; a change names it.")
    brand = serializers.CharField()
    steps = GuideStepShape(many=True)


class RichNodeShape(Shape):
    """A text element: `t` is its tag (`h` for any heading), `c` its content, `a` its attributes."""

    t = serializers.ChoiceField(choices=sorted({*TAGS, "h", "img"}))
    href = serializers.CharField(required=False)
    src = serializers.CharField(required=False, help_text="Where an image is, for a few hours.")

    def get_fields(self) -> dict[str, Any]:
        names = sorted({*COMMON, *(name for kept in ATTRIBUTES.values() for name in kept)})
        attributes = type(
            "RichAttributesShape",
            (Shape,),
            {"__doc__": "The attributes that an element keeps."}
            | {name: serializers.CharField(required=False) for name in names},
        )
        return super().get_fields() | {"c": rich_text(required=False), "a": attributes(required=False)}


def rich_text(**options: Any) -> serializers.ListField:
    """A text as data: strings, and elements that contain more of them."""
    return serializers.ListField(child=AnyOf(serializers.CharField(), RichNodeShape), **options)


class WidgetArticleShape(WidgetArticleRowShape):
    """An article to read inside the panel."""

    body = rich_text()
    guide = GuideStepShape(many=True)


class WidgetArticlesShape(Shape):
    """Articles that answer a question, best first."""

    results = WidgetArticleRowShape(many=True)


class UnreadShape(Shape):
    """The number of unread messages."""

    unread = serializers.IntegerField()


class NoticeShape(Shape):
    """The brand's notice on this page; `article` is a slug, or empty."""

    id = serializers.CharField()
    text = serializers.CharField()
    article = serializers.CharField()


class WaitShape(Shape):
    """The single statement about waiting; `is_someone_here` and `text` repeat it for older panels."""

    promise = serializers.ChoiceField(
        choices=[promise.value for promise in Promise],
        help_text=(
            "`set`: the brand's own words, in `text`. `usual`: it usually takes `seconds`. `within`: at the "
            "latest at `until`. `here`: somebody is here. `away`: nobody is, and no time is promised."
        ),
    )
    seconds = serializers.IntegerField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    is_someone_here = serializers.BooleanField()
    text = serializers.CharField()


class ConversationRowShape(Shape):
    """A conversation in its customer's list."""

    id = serializers.UUIDField()
    subject = serializers.CharField()
    status = serializers.ChoiceField(choices=["open", "resolved", "closed"])
    owner = serializers.ChoiceField(
        choices=["assistant", "person", "waiting"], help_text="`waiting`: no person has it yet."
    )
    person = serializers.CharField(help_text="The name of the person who has it, else empty.")
    preview = serializers.CharField()
    last_at = serializers.DateTimeField(allow_null=True)
    unread = serializers.IntegerField()


class WidgetHomeShape(Shape):
    """What the panel shows first."""

    greeting = serializers.CharField()
    help_center = serializers.CharField()
    has_portal = serializers.BooleanField(
        help_text="Whether who has signed in here can go on to all their requests (`POST /widget/portal`)."
    )
    suggestions = WidgetArticleRowShape(many=True)
    conversations = ConversationRowShape(many=True)
    notices = NoticeShape(many=True)
    wait = WaitShape()
    retention_days = serializers.IntegerField(help_text="How long what is shared of the page is kept.")


class MessageAuthorShape(Shape):
    """Who wrote a message, as its customer sees it."""

    kind = serializers.ChoiceField(choices=["me", "assistant", "person", "team"])
    name = serializers.CharField(help_text="Empty for `me`.")


class WidgetCitationShape(Shape):
    """A source of an answer: an article and the sections used; `guide` holds the steps of "Show me"."""

    number = serializers.IntegerField()
    title = serializers.CharField()
    slug = serializers.CharField()
    url = serializers.CharField()
    quote = serializers.CharField()
    sections = serializers.ListField(child=serializers.CharField())
    guide = GuideStepShape(many=True)


class WidgetMessageShape(Shape):
    """A message as the customer of its conversation sees it."""

    id = serializers.UUIDField()
    client_id = serializers.CharField(
        help_text="As the customer's panel sent it; empty for others' messages."
    )
    kind = serializers.ChoiceField(choices=[EntryKind.MESSAGE.value])
    author = MessageAuthorShape()
    at = serializers.DateTimeField()
    body = rich_text()
    citations = WidgetCitationShape(many=True)
    confidence = serializers.ChoiceField(
        choices=CONFIDENCE_WORDS, allow_blank=True, help_text="How sure the assistant was of an answer."
    )
    asks = serializers.BooleanField(help_text="Ask whether this answer helped.")
    has_helped = serializers.BooleanField(allow_null=True, help_text="Null while the customer did not say.")
    attachments = AttachmentShape(
        many=True, help_text="Their addresses work for this session and for some hours only."
    )


class WidgetHandoffShape(Shape):
    """What was handed to people, in words for the customer."""

    wants = serializers.CharField()
    tried = TriedShape(many=True)
    why = serializers.ChoiceField(
        choices=sorted(TOLD_REASONS), allow_blank=True, help_text="Empty for what is not told to customers."
    )


class WidgetConversationShape(ConversationRowShape):
    """A conversation with its newest messages, oldest first."""

    messages = WidgetMessageShape(many=True)
    previous = serializers.CharField(
        allow_null=True, help_text="The `before` of earlier messages; null with the first."
    )
    handoff = WidgetHandoffShape(allow_null=True, help_text="Null while no person was asked to take over.")
    rating = serializers.IntegerField(allow_null=True, min_value=0, max_value=10)
    survey = serializers.ChoiceField(
        choices=["csat", "ces", "nps"],
        allow_null=True,
        help_text="What is asked or was answered: satisfaction 1 to 5, ease 1 to 7, recommending 0 to 10.",
    )
    may_rate = serializers.BooleanField()
    reply_email = serializers.CharField(help_text="Where replies go when nobody looks; empty for nowhere.")
    may_leave_email = serializers.BooleanField()
    may_change_email = serializers.BooleanField(help_text="It was typed here, and may have been mistyped.")
    goes_on_by_email = serializers.BooleanField(
        help_text="The address that was left has answered by mail, in a conversation of its own."
    )
    wait = WaitShape()


class AreaRuleShape(Shape):
    """A path pattern, in which `*` matches anything, and its product area."""

    pattern = serializers.CharField()
    area = serializers.CharField()


class NoticeRuleShape(NoticeShape):
    """What the panel says on pages that match a pattern."""

    pattern = serializers.CharField()


class GuideShape(Shape):
    """The steps that "Show me" points out for an article, given by its slug."""

    article = serializers.CharField()
    steps = GuideRowStepShape(many=True)


class TranslatedShape(Shape):
    """The brand's own texts in one language; one that is missing is the one without language."""

    greeting = serializers.CharField(required=False)
    launcher_text = serializers.CharField(required=False)
    consent_text = serializers.CharField(required=False)


class WidgetSettingsShape(Shape):
    """A brand's widget as admins see it."""

    is_enabled = serializers.BooleanField()
    allowed_origins = serializers.ListField(child=serializers.CharField())
    is_consent_required = serializers.BooleanField()
    is_identity_required = serializers.BooleanField()
    is_email_trusted = serializers.BooleanField()
    retention_days = serializers.IntegerField()
    area_rules = AreaRuleShape(many=True)
    notices = NoticeRuleShape(many=True)
    guides = GuideShape(many=True)
    color = serializers.CharField(help_text="Empty for the brand's.")
    position = serializers.ChoiceField(choices=WidgetSettings.Position.choices)
    theme = serializers.ChoiceField(choices=WidgetSettings.Theme.choices)
    greeting = serializers.CharField()
    wait_text = serializers.CharField()
    launcher_text = serializers.CharField(help_text="Beside the sign on the launcher; empty for a round one.")
    consent_text = serializers.CharField(help_text="Empty for the panel's own question.")
    languages = serializers.ListField(
        child=serializers.ChoiceField(choices=WidgetSettings.Language.choices),
        help_text="The first one is for visitors whose language is not among them.",
    )
    translations = serializers.DictField(
        child=TranslatedShape(), help_text="By language, where a text differs from the one without language."
    )
    hidden_fields = serializers.ListField(child=serializers.CharField())
    hidden_selectors = serializers.ListField(child=serializers.CharField())
    hidden_params = serializers.ListField(child=serializers.CharField())
    read_params = serializers.ListField(
        child=serializers.CharField(), help_text="The parameters of addresses that are read unless hidden."
    )
    brand = BrandNameShape()
    key = serializers.CharField(help_text="Names the brand to the widget; no secret.")
    secret = serializers.CharField(allow_null=True, help_text="Only in the answer that made it.")
    has_previous_secret = serializers.BooleanField()
    previous_secret_until = serializers.DateTimeField(allow_null=True)
    secret_rotated_at = serializers.DateTimeField(allow_null=True)
    secret_used_at = serializers.DateTimeField(allow_null=True, help_text="To the minute.")
    secret_uses = serializers.IntegerField(help_text="Sign-ins that it signed.")
    previous_secret_used_at = serializers.DateTimeField(allow_null=True)
    previous_secret_uses = serializers.IntegerField()
    version = serializers.IntegerField()
    updated_at = serializers.DateTimeField(allow_null=True)
    updated_by = serializers.CharField(help_text="Empty when nobody has changed it.")


class SeenOriginShape(Shape):
    """Pages of one origin that asked for the widget."""

    origin = serializers.CharField()
    is_allowed = serializers.BooleanField()
    first_at = serializers.DateTimeField()
    last_at = serializers.DateTimeField()
    minutes = serializers.IntegerField(help_text="In how many minutes it asked.")
    path = serializers.CharField(help_text="Of the last page while an admin watched, cleaned; else empty.")
    path_at = serializers.DateTimeField(allow_null=True)


class WidgetProblemShape(Shape):
    """
    Why the widget does not appear on pages of an origin.

    `origin`: it is not on the list. `key`: the page asks with a key that is not this brand's. `connection`:
    the script was loaded and could not ask further, for instance by the page's policy. `off`: it is switched
    off.
    """

    kind = serializers.ChoiceField(choices=[(kind, kind) for kind in ("origin", "key", "connection", "off")])
    origin = serializers.CharField(help_text="Empty for `off`.")
    at = serializers.DateTimeField()


class WidgetSeenShape(Shape):
    """Where the widget was asked for in the last 30 days."""

    is_enabled = serializers.BooleanField()
    is_seen = serializers.BooleanField(help_text="Whether a page that may carry it has loaded it.")
    last_at = serializers.DateTimeField(allow_null=True)
    now = serializers.DateTimeField(help_text="The server's time, for how long ago something was.")
    origins = SeenOriginShape(many=True)
    problems = WidgetProblemShape(many=True, help_text="The newest first.")


class TriedRuleShape(Shape):
    """A rule that was asked."""

    compared = serializers.CharField(help_text="With the host where the rule has one.")
    has_matched = serializers.BooleanField()


class AreaVerdictShape(Shape):
    """Which rule an address falls to."""

    index = serializers.IntegerField(allow_null=True, help_text="From 0; null when no rule fits.")
    area = serializers.CharField()
    compared = serializers.CharField(help_text="The part of the address that the rules look at.")
    address = serializers.CharField(help_text="The address as it would be stored.")
    tried = TriedRuleShape(many=True, help_text="The rules in order, up to the first that fits.")


class WidgetPortalShape(Shape):
    """The way into the portal; `is_signed_in` says that nobody asks there who they are."""

    url = serializers.CharField(help_text="Works once, for two minutes.")
    is_signed_in = serializers.BooleanField()
