"""Endpoints of approvals, and of what a brand's help center asks for."""

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of
from core.api.shapes import page_of
from core.api.views import ApiView
from kb import selectors, services
from kb.api.rendering import approval_json, help_center_json
from kb.api.serializers import ApprovalAskInput, ApprovalGiveInput, ApprovalReturnInput, HelpCenterInput
from kb.api.shapes import ApprovalsShape, ArticleShape, HelpCenterShape
from kb.api.views import answer_article
from kb.selectors import approvals
from people.policy import require


class ApprovalView(ApiView):
    """The open request for an approval of an article."""

    scope = "kb"
    tagged = ("POST", "DELETE")

    @extend_schema(
        operation_id="approvals_ask",
        summary="Ask for an approval of an article",
        request=ApprovalAskInput,
        responses=ArticleShape,
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(ApprovalAskInput(data=request.data), request)
        article = services.approval_ask(
            actor=self.actor,
            article_id=article_id,
            words=values["words"],
            reviewer_id=values["reviewer_id"],
            now=clock.now(),
        )
        return answer_article(article, self)

    @extend_schema(
        operation_id="approvals_withdraw",
        summary="Take a request for an approval back",
        responses={200: ArticleShape},
    )
    def delete(self, request: Request, article_id: int) -> Response:
        article = services.approval_withdraw(actor=self.actor, article_id=article_id, now=clock.now())
        return answer_article(article, self)


class ApprovalsView(ApiView):
    """The requests for an approval of an article."""

    scope = "kb"

    @extend_schema(
        operation_id="approvals_list",
        summary="List the requests for an approval of an article",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=ApprovalsShape,
    )
    def get(self, request: Request, article_id: int) -> Response:
        require(self.actor, "article.draft")
        article = selectors.article_get(actor=self.actor, article_id=article_id)
        page = paginate(
            approvals.approvals_of(article),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        reviewers = approvals.reviewers_of(article, besides=self.actor.user_id)
        return Response(
            {
                "results": [approval_json(row) for row in page.rows],
                "next": page.next,
                "reviewers": [{"id": user.pk, "name": user.name} for user in reviewers],
            }
        )


class ApproveView(ApiView):
    """Approving what was read."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(
        operation_id="approvals_give",
        summary="Approve an article",
        request=ApprovalGiveInput,
        responses=ArticleShape,
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(ApprovalGiveInput(data=request.data), request)
        article = services.approval_give(
            actor=self.actor,
            article_id=article_id,
            version=values["version"],
            comment=values["comment"],
            publishes=values["publish"],
            now=clock.now(),
        )
        return answer_article(article, self)


class ReturnView(ApiView):
    """Giving it back to whoever asked."""

    scope = "kb"
    tagged = ("POST",)

    @extend_schema(
        operation_id="approvals_return",
        summary="Return an article with a comment",
        request=ApprovalReturnInput,
        responses=ArticleShape,
    )
    def post(self, request: Request, article_id: int) -> Response:
        values = checked_change(ApprovalReturnInput(data=request.data), request)
        article = services.approval_return(
            actor=self.actor, article_id=article_id, comment=values["comment"], now=clock.now()
        )
        return answer_article(article, self)


class HelpCentersView(ApiView):
    """The help centers of all brands."""

    scope = "kb"

    @extend_schema(
        operation_id="help_centers_list",
        summary="List what holds for the help centers",
        responses=page_of(HelpCenterShape),
    )
    def get(self, request: Request) -> Response:
        rows = [help_center_json(*pair) for pair in approvals.help_centers(actor=self.actor)]
        return Response({"results": rows, "next": None})


class HelpCenterView(ApiView):
    """The help center of one brand."""

    scope = "kb"
    tagged = ("PATCH",)

    @extend_schema(
        operation_id="help_centers_update",
        summary="Change what holds for a help center",
        request=HelpCenterInput,
        responses=HelpCenterShape,
    )
    def patch(self, request: Request, brand_slug: str) -> Response:
        brand, _ = approvals.help_center(actor=self.actor, brand_slug=brand_slug)
        values = checked_change(HelpCenterInput(data=request.data, partial=True), request)
        center = services.help_center_update(
            actor=self.actor,
            brand=brand.slug,
            changes=values,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(help_center_json(brand, center), headers={"ETag": etag(center.version)})
