"""Shapes within those of an article."""

from rest_framework import serializers

from core.api.shapes import Shape
from kb.models import Status


class ReviewPaceShape(Shape):
    """How fast the area of an article moved in 90 days, and the interval that follows from it."""

    days = serializers.IntegerField()
    why = serializers.ChoiceField(choices=["edits", "tickets", "quiet", "no_area"])
    tickets = serializers.IntegerField(help_text="Asked about its area.")
    usual = serializers.FloatField(help_text="Asked about an area on average.")
    edits = serializers.IntegerField(help_text="Days on which an article of the area was rewritten.")


class ArticleTitleShape(Shape):
    """The article that a translation translates."""

    id = serializers.IntegerField()
    title = serializers.CharField()


class TranslationMarkShape(Shape):
    """A translation of an article, as its row shows it."""

    id = serializers.IntegerField()
    language = serializers.CharField()
    status = serializers.ChoiceField(choices=Status.choices)
    is_behind = serializers.BooleanField()
