"""Response shapes of messages that nobody asked for."""

from rest_framework import serializers

from core.api.shapes import Shape


class ProactiveMessageShape(Shape):
    """A message that nobody asked for, in the visitor's language; `article` is a slug, or empty."""

    id = serializers.IntegerField()
    text = serializers.CharField()
    article = serializers.CharField()
    shows_steps = serializers.BooleanField(help_text="Whether the article's steps are pointed out.")


class ProactiveShape(Shape):
    """What waits for this person on this page."""

    message = ProactiveMessageShape(allow_null=True)
    is_opted_out = serializers.BooleanField()
