"""Endpoints of accounts, and of reports that are mailed by the clock."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework import status
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.sensitive import SensitiveRead
from insights import services
from insights.api import report_rendering as rendering
from insights.api import report_shapes as shapes
from insights.api.accounts_rendering import accounts_csv, accounts_json
from insights.api.report_serializers import ReportChangeInput, ReportInput, ReportSettingsInput
from insights.api.views import InsightsApi, file_of, read_form
from insights.selectors import reporting
from insights.selectors.accounts import accounts


class AccountsView(InsightsApi):
    """Companies for success and sales."""

    @extend_schema(
        operation_id="insights_accounts",
        responses=shapes.AccountsShape,
        summary="Get the companies at risk, renewing soon, and growing",
        description="From health and open signals. For who may see the insights and all tickets.",
    )
    def get(self, request: Request) -> Response:
        return Response(accounts_json(accounts(actor=self.actor, now=clock.now())))


class AccountsCsvView(InsightsApi):
    """The same as a file."""

    sensitive = SensitiveRead(action="insights.exported", target="insights:accounts", kind="exports")

    @extend_schema(
        operation_id="insights_accounts_csv",
        responses={(200, "text/csv"): OpenApiTypes.STR},
        summary="Get the companies at risk, renewing soon, and growing as CSV",
    )
    def get(self, request: Request) -> HttpResponse:
        content = accounts_csv(accounts(actor=self.actor, now=clock.now()))
        return file_of(content, "text/csv; charset=utf-8", "accounts.csv")


class ReportsView(InsightsApi):
    """Scheduled reports."""

    @extend_schema(
        operation_id="insights_reports",
        responses=shapes.ReportsShape,
        summary="List scheduled reports",
        description="One's own; who may change the settings sees everybody's.",
    )
    def get(self, request: Request) -> Response:
        return Response(rendering.reports_json(reporting.reports_listed(actor=self.actor)))

    @extend_schema(
        operation_id="insights_reports_schedule",
        request=ReportInput,
        responses={201: shapes.ReportShape},
        summary="Have a report mailed every week or month",
    )
    def post(self, request: Request) -> Response:
        values = {"filters": {}, "people": [], "addresses": [], "timezone": self.actor.timezone}
        values |= read_form(ReportInput, request.data)
        row = services.report_schedule(actor=self.actor, values=values, now=clock.now())
        return Response(rendering.report_json(reporting.standing_of([row])[0]), status=201)


class ReportView(InsightsApi):
    """One scheduled report."""

    tagged = ("PATCH",)

    @extend_schema(
        operation_id="insights_reports_change",
        request=ReportChangeInput,
        responses=shapes.ReportShape,
        summary="Change a scheduled report, pause it, or let it go on",
        description="`If-Match` with its version as an ETag refuses to overwrite what somebody changed in "
        "between.",
    )
    def patch(self, request: Request, schedule_id: int) -> Response:
        row = services.report_change(
            actor=self.actor,
            schedule_id=schedule_id,
            changes=read_form(ReportChangeInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        body = rendering.report_json(reporting.standing_of([row])[0])
        return Response(body, headers={"ETag": etag(row.version)})

    @extend_schema(
        operation_id="insights_reports_unschedule",
        responses={204: None},
        summary="Delete a scheduled report",
    )
    def delete(self, request: Request, schedule_id: int) -> Response:
        services.report_unschedule(actor=self.actor, schedule_id=schedule_id, now=clock.now())
        return Response(status=status.HTTP_204_NO_CONTENT)


class ReportSettingsView(InsightsApi):
    """What holds for all scheduled reports."""

    tagged = ("PUT",)

    @extend_schema(
        operation_id="insights_reports_settings",
        request=ReportSettingsInput,
        responses=shapes.ReportSettingsShape,
        summary="Allow reports to be mailed to addresses outside, or no longer",
    )
    def put(self, request: Request) -> Response:
        row = services.report_settings_save(
            actor=self.actor,
            **read_form(ReportSettingsInput, request.data),
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return Response(rendering.settings_json(row, may_change=True), headers={"ETag": etag(row.version)})
