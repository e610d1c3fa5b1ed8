"""Endpoints of reports: compliance by group, and one company's contract."""

from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.sensitive import SensitiveRead
from core.api.views import ApiView
from sla import services
from sla.api.reporting import compliance_json, contract_csv, contract_json, misses_json
from sla.api.serializers import LANGUAGES, ComplianceForm, ContractForm, ContractPdfForm, MissesForm
from sla.api.shapes import CompliancesShape, ContractShape, MissesShape
from sla.clock import Measure
from sla.services.reporting import GROUPS, ContractReport

_PERIOD = [
    OpenApiParameter("since", OpenApiTypes.DATE, required=True, description="The first date."),
    OpenApiParameter("until", OpenApiTypes.DATE, required=True, description="The last date, included."),
    OpenApiParameter("timezone", str, description="Whose days and months; UTC, if absent."),
]
_COMPANY = OpenApiParameter("company_id", int, required=True)


class ComplianceView(ApiView):
    """Targets met and missed in a period."""

    scope = "sla"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="sla_compliance",
        parameters=[
            *_PERIOD,
            OpenApiParameter("by", str, required=True, enum=list(GROUPS)),
            OpenApiParameter("measure", str, enum=[measure.value for measure in Measure]),
        ],
        responses=CompliancesShape,
        description="A target counts when it was decided: missed at its due time, met when it was fulfilled.",
    )
    def get(self, request: Request) -> Response:
        form = ComplianceForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        found = services.compliance(
            actor=self.actor,
            by=values["by"],
            start=values["start"],
            end=values["end"],
            zone=values["zone"],
            measure=values.get("measure", ""),
        )
        return Response(compliance_json(found))


class MissesView(ApiView):
    """The tickets behind a figure of compliance."""

    scope = "sla"
    also_reads = ("tickets",)

    @extend_schema(
        operation_id="sla_compliance_misses",
        parameters=[
            *_PERIOD,
            OpenApiParameter("by", str, required=True, enum=list(GROUPS)),
            OpenApiParameter("key", str, description="The group's `key`; all groups, if absent."),
        ],
        responses=MissesShape,
        summary="List the targets that were missed, of one group of the compliance",
        description="The newest first, at most 200.",
    )
    def get(self, request: Request) -> Response:
        form = MissesForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        found, is_partial = services.misses_of(
            actor=self.actor,
            by=values["by"],
            key=values.get("key"),
            start=values["start"],
            end=values["end"],
            zone=values["zone"],
        )
        return Response(misses_json(found, is_partial=is_partial))


class ContractView(ApiView):
    """What one company was promised and got."""

    scope = "sla"
    also_reads = ("tickets", "people")

    @extend_schema(operation_id="sla_contract", parameters=[*_PERIOD, _COMPANY], responses=ContractShape)
    def get(self, request: Request) -> Response:
        return Response(contract_json(self.report(request)))

    def report(self, request: Request) -> ContractReport:
        """The report that the query asks for."""
        form = ContractForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        return services.contract_report(
            actor=self.actor, company_id=values["company_id"], start=values["start"], end=values["end"]
        )


class ContractCsvView(ContractView):
    """The same as a file."""

    sensitive = SensitiveRead(action="sla.exported", target="contract", kind="exports")

    @extend_schema(
        operation_id="sla_contract_csv",
        parameters=[*_PERIOD, _COMPANY],
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        report = self.report(request)
        response = HttpResponse(contract_csv(report), content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="service-levels-{report.company.pk}.csv"'
        return response


class ContractPdfView(ContractView):
    """The same as a document."""

    sensitive = SensitiveRead(action="sla.exported", target="contract", kind="exports")

    @extend_schema(
        operation_id="sla_contract_pdf",
        parameters=[*_PERIOD, _COMPANY, OpenApiParameter("language", str, enum=list(LANGUAGES))],
        responses={(200, "application/pdf"): OpenApiTypes.BINARY},
        summary="Get what one company was promised and got as PDF",
        description="In English, if no language is named; times are in the time zone of the period.",
    )
    def get(self, request: Request) -> HttpResponse:  # type: ignore[override]  # a file, not JSON
        # Only who asks for a document needs what makes it.
        from sla.api.contract_pdf import contract_pdf

        form = ContractPdfForm(data=request.query_params)
        form.is_valid(raise_exception=True)
        values = form.validated_data
        report = self.report(request)
        content = contract_pdf(
            report,
            since=values["since"],
            until=values["until"],
            zone=values["zone"],
            language=values["language"],
            now=clock.now(),
        )
        response = HttpResponse(content, content_type="application/pdf")
        response["Content-Disposition"] = f'attachment; filename="service-levels-{report.company.pk}.pdf"'
        return response
