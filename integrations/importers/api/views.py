"""Endpoints of imports."""

from django.conf import settings
from django.http import HttpResponse
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.pagination import paginate
from core.api.requests import checked_change, limit_of, one_of
from core.api.sensitive import SensitiveRead
from core.api.uploads import UploadParser
from core.api.views import ApiView
from integrations.importers import selectors, services
from integrations.importers.api.rendering import import_json, issue_json, row_json
from integrations.importers.api.serializers import HistoryImportInput, ImportMappingInput, ImportStepInput
from integrations.importers.api.shapes import HistoryImportRowPage, HistoryImportShape, ImportIssuePage
from integrations.importers.models import Phase
from integrations.importers.services.sheets import report_csv
from people.policy import require

_HOLDS = ("people", "tickets")


class ImportsView(ApiView):
    """All imports, and a new one."""

    scope = "imports"
    also_reads = _HOLDS
    parser_classes = (UploadParser,)

    @property
    def max_upload_bytes(self) -> int:
        """What an upload may have."""
        return int(settings.IMPORT_MAX_BYTES)

    @extend_schema(
        operation_id="imports_list",
        summary="List imports of other systems' histories",
        parameters=[OpenApiParameter("cursor", str), OpenApiParameter("limit", int)],
        responses=HistoryImportRowPage,
    )
    def get(self, request: Request) -> Response:
        page = paginate(
            selectors.imports(actor=self.actor),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [row_json(row) for row in page.rows], "next": page.next})

    @extend_schema(
        operation_id="imports_create",
        summary="Upload an export of another system",
        description="It is read at once; then comes a mapping to look at, a dry run, and the run.",
        request={"multipart/form-data": HistoryImportInput},
        responses={201: HistoryImportShape},
    )
    def post(self, request: Request) -> Response:
        require(self.actor, selectors.VERB)
        values = checked_change(HistoryImportInput(data=request.data), request)
        upload = values.pop("file")
        found = services.import_create(
            actor=self.actor, name=upload.name or "export", stream=upload, now=clock.now(), **values
        )
        return Response(import_json(found), status=201)


class ImportView(ApiView):
    """One import."""

    scope = "imports"
    also_reads = _HOLDS

    @extend_schema(operation_id="imports_get", summary="Get an import", responses=HistoryImportShape)
    def get(self, request: Request, import_id: int) -> Response:
        return Response(import_json(selectors.import_get(actor=self.actor, import_id=import_id)))

    @extend_schema(
        operation_id="imports_delete",
        summary="Delete an import that brought nothing",
        responses={204: None},
    )
    def delete(self, request: Request, import_id: int) -> Response:
        services.import_remove(actor=self.actor, import_id=import_id, now=clock.now())
        return Response(status=204)


class ImportMappingView(ApiView):
    """What their values mean here."""

    scope = "imports"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="imports_mapping_save",
        summary="Change the mapping of an import",
        description="Values that are not named stay as they are. A dry run of the old one counts no more.",
        request=ImportMappingInput,
        responses=HistoryImportShape,
    )
    def put(self, request: Request, import_id: int) -> Response:
        require(self.actor, selectors.VERB)
        values = checked_change(ImportMappingInput(data=request.data), request)
        found = services.mapping_save(actor=self.actor, import_id=import_id, now=clock.now(), **values)
        return Response(import_json(found))


class ImportStepsView(ApiView):
    """What is done with an import."""

    scope = "imports"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="imports_step",
        summary="Try, run, stop or undo an import",
        description="The work goes on in the background; `state` and `kinds` say how far it is.",
        request=ImportStepInput,
        responses={202: HistoryImportShape},
    )
    def post(self, request: Request, import_id: int) -> Response:
        require(self.actor, selectors.VERB)
        values = checked_change(ImportStepInput(data=request.data), request)
        found = services.import_step(actor=self.actor, import_id=import_id, now=clock.now(), **values)
        return Response(import_json(found), status=202)


class ImportIssuesView(ApiView):
    """What was set aside."""

    scope = "imports"
    also_reads = _HOLDS

    @extend_schema(
        operation_id="imports_issues",
        summary="List what an import set aside",
        parameters=[
            OpenApiParameter("phase", str, enum=Phase.values),
            OpenApiParameter("kind", str),
            OpenApiParameter("code", str),
            OpenApiParameter("cursor", str),
            OpenApiParameter("limit", int),
        ],
        responses=ImportIssuePage,
    )
    def get(self, request: Request, import_id: int) -> Response:
        query = request.query_params
        rows = selectors.issues(
            actor=self.actor,
            import_id=import_id,
            phase=one_of(request, "phase", Phase.values),
            kind=query.get("kind", "")[:10],
            code=query.get("code", "")[:30],
        )
        page = paginate(rows, order=("id",), cursor=query.get("cursor"), limit=limit_of(request))
        return Response({"results": [issue_json(row) for row in page.rows], "next": page.next})


class ImportReportView(ApiView):
    """The reconciliation for a spreadsheet."""

    scope = "imports"
    also_reads = _HOLDS
    sensitive = SensitiveRead(action="importers.report_exported", target="import:{import_id}", kind="exports")

    @extend_schema(
        operation_id="imports_report",
        summary="Export the report of an import as CSV",
        description="Counts of both sides, the compared samples, and each record that was set aside.",
        responses={(200, "text/csv"): OpenApiTypes.STR},
    )
    def get(self, request: Request, import_id: int) -> HttpResponse:
        text = report_csv(actor=self.actor, import_id=import_id)
        answer = HttpResponse(text, content_type="text/csv; charset=utf-8")
        answer["Content-Disposition"] = f'attachment; filename="import-{import_id}.csv"'
        return answer
