"""Endpoints of translations: what there is, beginning one, what its original changed, and catching up."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.requests import checked_change, integer_of
from core.api.shapes import page_of
from core.api.views import ApiView
from core.errors import Invalid
from kb import selectors, services
from kb.api.rendering import comparison_json, translation_json
from kb.api.serializers import ConfirmInput, TranslationInput
from kb.api.shapes import ArticleShape, LanguageShape, TextComparisonShape, TranslationShape
from kb.api.views import answer_article
from kb.languages import name_of
from kb.selectors.translations import languages_known, translations
from people.policy import require


class TranslationsView(ApiView):
    """The languages of an article."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(
        operation_id="translations_list",
        summary="List an article's translations and what is missing",
        responses=page_of(TranslationShape),
    )
    def get(self, request: Request, article_id: int) -> Response:
        require(self.actor, "article.read")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        rows = [translation_json(row) for row in translations(actor=self.actor, article=article)]
        return Response({"results": rows, "next": None})

    @extend_schema(
        operation_id="translations_create",
        summary="Begin a translation",
        request=TranslationInput,
        responses={201: ArticleShape},
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(TranslationInput(data=request.data), request)
        article = services.translation_create(
            actor=self.actor, article_id=article_id, language=values["language"], now=clock.now()
        )
        return answer_article(article, self, 201)


class ConfirmView(ApiView):
    """Noting that a translation is up to date."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(
        operation_id="translations_confirm",
        summary="Note that a translation says what its original says",
        request=ConfirmInput,
        responses=ArticleShape,
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(ConfirmInput(data=request.data), request)
        article = services.translation_confirm(
            actor=self.actor, article_id=article_id, version=values["version"], now=clock.now()
        )
        return answer_article(article, self)


class CompareView(ApiView):
    """Two versions of an article, line by line."""

    scope = "kb"

    @extend_schema(
        operation_id="article_versions_compare",
        summary="Compare two versions of an article",
        parameters=[
            OpenApiParameter("from", int, required=True, description="The earlier version."),
            OpenApiParameter("to", int, required=True),
        ],
        responses=TextComparisonShape,
    )
    def get(self, request: Request, article_id: int) -> Response:
        require(self.actor, "article.read")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        numbers = {name: integer_of(request, name) for name in ("from", "to")}
        missing = {name: ["Give the number of a version."] for name, number in numbers.items() if not number}
        if missing:
            raise Invalid("Say which two versions to compare.", errors=missing)
        old, new = (selectors.version_get(article=article, number=number or 0) for number in numbers.values())
        return Response(comparison_json(old, new))


class LanguagesView(ApiView):
    """The languages of articles and help centers."""

    scope = "kb"

    @extend_schema(
        operation_id="kb_languages",
        summary="List the languages of articles and help centers",
        responses=page_of(LanguageShape),
    )
    def get(self, request: Request) -> Response:
        codes = languages_known(actor=self.actor)
        rows = [{"language": code, "name": name_of(code)} for code in codes]
        return Response({"results": rows, "next": None})
