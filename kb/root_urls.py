"""The help centers, below /help/."""

from django.urls import path, register_converter

from core.search.words import MARKS
from kb import help_center
from kb.rendering import NEUTRAL


class AddressConverter:
    """The last part of an article's address: letters of any script with their marks, digits, hyphens."""

    regex = rf"[\w{MARKS}-]{{1,120}}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class LanguageConverter(AddressConverter):
    """The code of a language."""

    regex = r"[a-z0-9-]{2,12}"


register_converter(AddressConverter, "address")
register_converter(LanguageConverter, "language")

urlpatterns = [
    path("", help_center.index),
    path("<slug:brand_slug>/images/<uuid:public_id>", help_center.image),
    path(f"{NEUTRAL}/<address:slug>", help_center.neutral),
    path("<slug:brand_slug>/", help_center.home),
    path("<slug:brand_slug>/sitemap.xml", help_center.sitemap),
    path("<slug:brand_slug>/sitemap-<language:language>.xml", help_center.sitemap),
    path("<slug:brand_slug>/<address:slug>", help_center.article),
    path("<slug:brand_slug>/<address:slug>/feedback", help_center.feedback),
]
