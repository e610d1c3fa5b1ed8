"""The shapes of notices in answers of the API."""

from rest_framework import serializers

from core.api.messages import MessageShape
from core.api.shapes import Shape, page_of
from notices.models import Kind, Mail


class StaffNoticeShape(Shape):
    """Something that one should know, mostly about a ticket or an article."""

    id = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Kind.choices)
    number = serializers.IntegerField(allow_null=True, help_text="The ticket's; null if it is about none.")
    article_id = serializers.IntegerField(
        allow_null=True, help_text="The article's; null if it is about none."
    )
    subject = serializers.CharField(
        help_text="Of the ticket, or the title of the article; empty if it is about neither."
    )
    entry_id = serializers.IntegerField(
        allow_null=True, help_text="The message or note that it is about; null if it is about none."
    )
    by = serializers.CharField(help_text="Whoever caused it last; empty for the system.")
    text = serializers.CharField(help_text="The beginning of the message or note, or the reason.")
    message = MessageShape(allow_null=True, help_text="What `text` says, if we word it.")
    count = serializers.IntegerField(help_text="How often it happened since one last put it away.")
    at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class NoticeListShape(page_of(StaffNoticeShape)):  # type: ignore[misc]  # a class that is made
    """A page of one's notices."""

    unread = serializers.IntegerField(help_text="How many are unread; 100 means that many or more.")


class NoticesChangedShape(Shape):
    """What has become of them."""

    changed = serializers.IntegerField()
    unread = serializers.IntegerField(help_text="How many are unread now, counted to 100.")


class NoticeWishShape(Shape):
    """The choice for one kind."""

    kind = serializers.ChoiceField(choices=Kind.choices)
    is_shown = serializers.BooleanField(help_text="Whether it is told at all.")
    mail = serializers.ChoiceField(
        choices=Mail.choices, help_text="Whether it also goes out by mail; only if it is told at all."
    )


class NoticeChoicesShape(Shape):
    """One's choices about notices; times are of one's own time zone."""

    kinds = NoticeWishShape(many=True)
    quiet_begins = serializers.CharField(allow_null=True, help_text="Mail waits from then on. `HH:MM`.")
    quiet_ends = serializers.CharField(allow_null=True, help_text="`HH:MM`; may be the next day.")
    digest_at = serializers.CharField(help_text="When the daily mail leaves. `HH:MM`.")
    timezone = serializers.CharField()
