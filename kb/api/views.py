"""Endpoints of articles: list, write, versions, import, search."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.choosing import Choice, id_of
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.pagination import paginate
from core.api.requests import checked_change, integer_of, limit_of, one_of
from core.api.shapes import page_of
from core.api.uploads import UploadParser
from core.api.views import ApiView
from core.errors import Invalid
from kb import selectors, services
from kb.api.rendering import (
    article_json,
    article_row,
    brands_by_id,
    import_json,
    results_json,
    version_json,
)
from kb.api.serializers import ArticleInput, ImportInput, RestoreInput
from kb.api.shapes import (
    ArticleRowShape,
    ArticlesFoundShape,
    ArticleShape,
    ArticleVersionBodyShape,
    ArticleVersionShape,
    ImportShape,
)
from kb.models import Article, Audience, SearchChannel
from kb.selectors.articles import SORTS
from kb.selectors.translations import narrowed, translations_of
from people.api import expanding
from people.policy import require
from people.selectors import brand_get

MAX_QUERY = 2000
ARTICLE = Choice(ArticleRowShape, ArticleShape, {"owner": expanding.staff(id_of("owner"))})
_LIST_PARAMETERS = [
    OpenApiParameter("q", str, description="Words of the title, the address or a tag."),
    OpenApiParameter("status", str, description="One status, or several with commas."),
    OpenApiParameter("audience", str, enum=Audience.values),
    OpenApiParameter("owner", str, description="`me` or an id."),
    OpenApiParameter("brand", str, description="Slug or id; articles for all brands are among them."),
    OpenApiParameter("product_area", str),
    OpenApiParameter("stale", bool, description="Only what is past its review."),
    OpenApiParameter("waiting", bool, description="Only what waits for an approval."),
    OpenApiParameter("originals", bool, description="Without translations."),
    OpenApiParameter("language", str, description="Only articles in this language, such as `de`."),
    OpenApiParameter("missing_in", str, description="Originals without a translation into this language."),
    OpenApiParameter(
        "behind_in", str, description="Translations into this language that are behind their original."
    ),
    OpenApiParameter("source", int, description="The articles of this source instead of written ones."),
    OpenApiParameter("sort", str, enum=list(SORTS)),
    *ARTICLE.parameters(ARTICLE.row),
    OpenApiParameter("cursor", str),
    OpenApiParameter("limit", int),
]
_SEARCH_PARAMETERS = [
    OpenApiParameter("q", str, required=True),
    OpenApiParameter("brand", str, description="Slug or id."),
    OpenApiParameter("language", str, description="Only articles in this language."),
    OpenApiParameter(
        "reading", str, description="The reader's language: translations into it stand for their originals."
    ),
    OpenApiParameter("product_area", str, description="Area of the page the reader is on."),
    OpenApiParameter("limit", int),
]


def _brand_id(text: str | None) -> int | None:
    return brand_get(text).pk if text else None


def _is_yes(text: str) -> bool:
    return text.lower() in ("1", "true", "yes")


def _values(request: Request, *, partial: bool) -> dict[str, Any]:
    values = checked_change(ArticleInput(data=request.data, partial=partial), request)
    if "brand" in values:
        brand = _brand_id(values.pop("brand"))
        values["brand_ids"] = [] if brand is None else [brand]
    return values


def answer_article(article: Article, view: ApiView, status: int = 200) -> Response:
    """The article after a change, as the caller sees it."""
    body = article_json(selectors.article_get(actor=view.actor, article_id=article.pk), view.actor)
    headers = {"ETag": etag(article.version)}
    if status == 201:
        headers["Location"] = f"/api/v1/articles/{article.pk}"
    return Response(body, status=status, headers=headers)


class ArticlesView(ApiView):
    """Articles."""

    scope = "kb"
    tagged = ("POST",)
    takes_key = True

    @extend_schema(
        operation_id="articles_list",
        parameters=_LIST_PARAMETERS,
        responses=ARTICLE.in_list(page_of(ArticleRowShape), "ArticleRow"),
    )
    def get(self, request: Request) -> Response:
        require(self.actor, "article.read")
        query = request.query_params
        sort = query.get("sort") or "-updated"
        if sort not in SORTS:
            raise Invalid(f"Sort by one of {', '.join(SORTS)}.", errors={"sort": ["Unknown."]})
        owner = self.actor.user_id if query.get("owner") == "me" else integer_of(request, "owner")
        audience = one_of(request, "audience", Audience.values)
        is_stale, waits, is_original = (
            _is_yes(query.get(name, "")) for name in ("stale", "waiting", "originals")
        )
        spoken = {name: query.get(name, "") for name in ("language", "missing_in", "behind_in")}
        page = paginate(
            narrowed(
                selectors.articles_matching(
                    actor=self.actor,
                    text=query.get("q", ""),
                    statuses=[name for name in query.get("status", "").split(",") if name],
                    audience=audience,
                    owner_id=owner,
                    brand_id=_brand_id(query.get("brand")),
                    product_area=query.get("product_area", ""),
                    is_stale_on=clock.now().date() if is_stale else None,
                    source_id=integer_of(request, "source"),
                    waits_for_approval=waits,
                    is_original=is_original,
                ),
                **spoken,
            ),
            order=SORTS[sort],
            cursor=query.get("cursor"),
            limit=limit_of(request),
        )
        known = brands_by_id()
        spoken_by = translations_of([row.pk for row in page.rows])
        rows = [article_row(row, known, spoken_by[row.pk]) for row in page.rows]
        body = {"results": rows, "next": page.next}
        return ARTICLE.answer(request, self.actor, body)

    @extend_schema(operation_id="articles_create", request=ArticleInput, responses={201: ArticleShape})
    def post(self, request: Request) -> Response:
        return idempotent(request, self.actor, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        values = _values(request, partial=False)
        values.pop("goes_live", None)
        article = services.article_create(actor=self.actor, values=values, now=clock.now())
        return answer_article(article, self, 201)


class ArticleView(ApiView):
    """One article."""

    scope = "kb"
    tagged = ("GET", "PATCH", "DELETE")

    @extend_schema(
        operation_id="articles_get",
        parameters=ARTICLE.parameters(ARTICLE.one),
        responses=ARTICLE.alone(),
    )
    def get(self, request: Request, article_id: int) -> Response:
        require(self.actor, "article.read")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        body, headers = article_json(article, self.actor), {"ETag": etag(article.version)}
        return ARTICLE.answer(request, self.actor, body, headers=headers)

    @extend_schema(operation_id="articles_update", request=ArticleInput, responses=ArticleShape)
    def patch(self, request: Request, article_id: int) -> Response:
        values = _values(request, partial=True)
        goes_live = values.pop("goes_live", None)
        article = services.article_update(
            actor=self.actor,
            article_id=article_id,
            changes=values,
            expected_version=expected_version(request),
            goes_live=goes_live,
            now=clock.now(),
        )
        return answer_article(article, self)

    @extend_schema(operation_id="articles_delete", responses={204: None})
    def delete(self, request: Request, article_id: int) -> Response:
        services.article_delete(
            actor=self.actor,
            article_id=article_id,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(status=204)


class VersionsView(ApiView):
    """The versions of an article."""

    scope = "kb"

    @extend_schema(
        operation_id="article_versions_list",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=page_of(ArticleVersionShape),
    )
    def get(self, request: Request, article_id: int) -> Response:
        require(self.actor, "article.read")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        page = paginate(
            selectors.versions(article=article),
            order=("-number",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        rows = [version_json(version, article, with_body=False) for version in page.rows]
        return Response({"results": rows, "next": page.next})


class VersionView(ApiView):
    """One version with its text."""

    scope = "kb"

    @extend_schema(operation_id="article_versions_get", responses=ArticleVersionBodyShape)
    def get(self, request: Request, article_id: int, number: int) -> Response:
        require(self.actor, "article.read")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        version = selectors.version_get(article=article, number=number)
        return Response(version_json(version, article, with_body=True))


class RestoreView(ApiView):
    """Restore an earlier version."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(operation_id="articles_restore", request=RestoreInput, responses=ArticleShape)
    def post(self, request: Request, article_id: int) -> Response:
        data = RestoreInput(data=request.data)
        data.is_valid(raise_exception=True)
        article = services.article_restore(
            actor=self.actor, article_id=article_id, number=data.validated_data["version"], now=clock.now()
        )
        return answer_article(article, self)


class ReviewView(ApiView):
    """Confirm that an article is still correct."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(operation_id="articles_review", request=None, responses=ArticleShape)
    def post(self, request: Request, article_id: int) -> Response:
        article = services.article_review(actor=self.actor, article_id=article_id, now=clock.now())
        return answer_article(article, self)


class ImportView(ApiView):
    """Import Markdown and HTML files."""

    scope = "kb"
    parser_classes = (UploadParser,)
    max_upload_bytes = 64 * 1024 * 1024

    @extend_schema(
        operation_id="articles_import", request={"multipart/form-data": ImportInput}, responses=ImportShape
    )
    def post(self, request: Request) -> Response:
        require(self.actor, "article.draft")
        data = ImportInput(data=request.data)
        data.is_valid(raise_exception=True)
        values = data.validated_data
        outcome = services.files_import(
            actor=self.actor,
            files=[services.ImportedFile(name=file.name, content=file.read()) for file in values["files"]],
            status=values["status"],
            audience=values["audience"],
            brand_id=_brand_id(values.get("brand")),
            source=values.get("origin") or "",
            now=clock.now(),
        )
        return Response({"results": [import_json(item) for item in outcome]})


class SearchView(ApiView):
    """
    Search articles by words and meaning, as the help center and the assistant do.

    Only what matches is returned, so there may be fewer results than `limit`, or none.
    """

    scope = "kb"

    @extend_schema(operation_id="kb_search", parameters=_SEARCH_PARAMETERS, responses=ArticlesFoundShape)
    def get(self, request: Request) -> Response:
        require(self.actor, "article.read")
        query = request.query_params
        text = query.get("q", "").strip()[:MAX_QUERY]
        if not text:
            raise Invalid("Tell what to search for in q.", errors={"q": ["Needed."]})
        brand_id = _brand_id(query.get("brand"))
        found = selectors.search(
            self.actor,
            text,
            brand_id=brand_id,
            limit=limit_of(request, default=10),
            per_article=1,
            language=query.get("language", "")[:12],
            reading=query.get("reading", "")[:12],
            product_area=query.get("product_area", "")[:80],
        ).matching()
        search = services.search_log(
            actor=self.actor,
            text=text,
            found=found,
            channel=SearchChannel.API if self.actor.kind == "token" else SearchChannel.WORKSPACE,
            brand_id=brand_id,
            now=clock.now(),
        )
        return Response(
            {
                "results": results_json(found.passages),
                "next": None,
                "corrected": found.corrected,
                "search_id": search.pk,
            }
        )
