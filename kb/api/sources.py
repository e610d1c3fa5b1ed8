"""Endpoints of sources: what is read, how it went, files and solved tickets."""

from typing import Any

from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from core import clock
from core.api.etags import etag, expected_version
from core.api.idempotency import idempotent
from core.api.pagination import paginate
from core.api.requests import checked_change, integer_of, limit_of, one_of, values_of
from core.api.uploads import UploadParser
from core.api.views import ApiView
from kb import selectors
from kb.api.source_rendering import (
    approved_json,
    file_json,
    line_json,
    preview_json,
    run_json,
    solved_json,
    source_json,
    sources_json,
    taken_json,
)
from kb.api.source_serializers import (
    SourceChange,
    SourceFilesInput,
    SourceInput,
    SourceTicketInput,
    WebInput,
)
from kb.api.source_shapes import (
    ApprovedTicketPage,
    CandidatesShape,
    SourceChangeLinePage,
    SourceFilePage,
    SourceFilesTakenShape,
    SourceListShape,
    SourcePreviewShape,
    SourceRunPage,
    SourceShape,
)
from kb.models import Source, SourceLine
from kb.selectors import sources as reads
from kb.services import sources as services
from kb.services.importing import ImportedFile
from people.policy import require

_PAGE = [OpenApiParameter("cursor", str), OpenApiParameter("limit", int)]


class SourceOf(ApiView):
    """What belongs to one source."""

    scope = "kb"

    def source(self, source_id: int) -> Source:
        """The source; raises NotFound, and Forbidden without the right to read articles."""
        require(self.actor, "article.read")
        return selectors.source_get(actor=self.actor, source_id=source_id)

    def shown(self, source_id: int, status: int = 200) -> Response:
        """The source as it is now."""
        source = self.source(source_id)
        headers = {"ETag": etag(source.version)}
        if status == 201:
            headers["Location"] = f"/api/v1/kb/sources/{source.pk}"
        return Response(source_json(source), status=status, headers=headers)


class SourcesView(SourceOf):
    """Sources."""

    tagged = ("POST",)
    takes_key = True

    @extend_schema(operation_id="kb_sources_list", responses=SourceListShape)
    def get(self, request: Request) -> Response:
        require(self.actor, "article.read")
        rows = sources_json(selectors.sources_list(actor=self.actor))
        return Response({"results": rows, "written": reads.written_count(self.actor)})

    @extend_schema(operation_id="kb_sources_create", request=SourceInput, responses={201: SourceShape})
    def post(self, request: Request) -> Response:
        return idempotent(request, self.actor, lambda: self._create(request))

    def _create(self, request: Request) -> Response:
        values = values_of(SourceInput, request.data)
        source = services.source_create(actor=self.actor, values=values, now=clock.now())
        return self.shown(source.pk, 201)


class PreviewView(ApiView):
    """A first look at a website; nothing is kept."""

    scope = "kb"

    @extend_schema(operation_id="kb_sources_preview", request=WebInput, responses=SourcePreviewShape)
    def post(self, request: Request) -> Response:
        web = values_of(WebInput, request.data)
        return Response(preview_json(services.website_preview(actor=self.actor, web=web)))


class SourceView(SourceOf):
    """One source."""

    tagged = ("GET", "PATCH")

    @extend_schema(operation_id="kb_sources_get", responses=SourceShape)
    def get(self, request: Request, source_id: int) -> Response:
        return self.shown(source_id)

    @extend_schema(operation_id="kb_sources_update", request=SourceChange, responses=SourceShape)
    def patch(self, request: Request, source_id: int) -> Response:
        changes: dict[str, Any] = checked_change(SourceChange(data=request.data, partial=True), request)
        services.source_update(
            actor=self.actor,
            source_id=source_id,
            changes=changes,
            expected_version=expected_version(request),
            now=clock.now(),
        )
        return self.shown(source_id)

    @extend_schema(
        operation_id="kb_sources_remove",
        responses={204: None},
        description="Its items leave every answer at once; their texts are deleted soon after.",
    )
    def delete(self, request: Request, source_id: int) -> Response:
        services.source_remove(actor=self.actor, source_id=source_id, now=clock.now())
        return Response(status=204)


class ReadView(SourceOf):
    """Read a source now."""

    tagged = ("POST",)

    @extend_schema(operation_id="kb_sources_read", request=None, responses=SourceShape)
    def post(self, request: Request, source_id: int) -> Response:
        services.source_read(actor=self.actor, source_id=source_id, now=clock.now())
        return self.shown(source_id)


class StopView(SourceOf):
    """Stop reading; what was read stays."""

    tagged = ("POST",)

    @extend_schema(operation_id="kb_sources_stop", request=None, responses=SourceShape)
    def post(self, request: Request, source_id: int) -> Response:
        services.source_stop(actor=self.actor, source_id=source_id, now=clock.now())
        return self.shown(source_id)


class PauseView(SourceOf):
    """Read a source no more for now; its items stay in answers."""

    tagged = ("POST",)

    @extend_schema(operation_id="kb_sources_pause", request=None, responses=SourceShape)
    def post(self, request: Request, source_id: int) -> Response:
        services.source_pause(actor=self.actor, source_id=source_id, now=clock.now())
        return self.shown(source_id)


class ResumeView(SourceOf):
    """Read a paused source again, by its schedule."""

    tagged = ("POST",)

    @extend_schema(operation_id="kb_sources_resume", request=None, responses=SourceShape)
    def post(self, request: Request, source_id: int) -> Response:
        services.source_resume(actor=self.actor, source_id=source_id, now=clock.now())
        return self.shown(source_id)


class RunsView(SourceOf):
    """The last runs of a source, newest first."""

    @extend_schema(operation_id="kb_source_runs_list", parameters=_PAGE, responses=SourceRunPage)
    def get(self, request: Request, source_id: int) -> Response:
        page = paginate(
            reads.source_runs(source=self.source(source_id)),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        progress = reads.progress_of(list(page.rows))
        return Response({"results": [run_json(run, progress) for run in page.rows], "next": page.next})


class ChangesView(SourceOf):
    """What the last runs did with items, newest first; what was unchanged is only counted."""

    @extend_schema(
        operation_id="kb_source_changes_list",
        parameters=[
            OpenApiParameter("outcome", str, enum=SourceLine.Outcome.values),
            OpenApiParameter("run", int, description="Of one run."),
            *_PAGE,
        ],
        responses=SourceChangeLinePage,
    )
    def get(self, request: Request, source_id: int) -> Response:
        outcome = one_of(request, "outcome", SourceLine.Outcome.values)
        lines = reads.source_lines(
            source=self.source(source_id), outcome=outcome, run_id=integer_of(request, "run")
        )
        page = paginate(
            lines, order=("-id",), cursor=request.query_params.get("cursor"), limit=limit_of(request)
        )
        return Response({"results": [line_json(line) for line in page.rows], "next": page.next})


class FilesView(SourceOf):
    """The files of a source."""

    parser_classes = (UploadParser,)
    max_upload_bytes = 128 * 1024 * 1024

    @extend_schema(operation_id="kb_source_files_list", parameters=_PAGE, responses=SourceFilePage)
    def get(self, request: Request, source_id: int) -> Response:
        page = paginate(
            reads.source_files(source=self.source(source_id)),
            order=("name", "id"),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [file_json(file) for file in page.rows], "next": page.next})

    @extend_schema(
        operation_id="kb_source_files_add",
        request={"multipart/form-data": SourceFilesInput},
        responses=SourceFilesTakenShape,
    )
    def post(self, request: Request, source_id: int) -> Response:
        require(self.actor, "source.write")
        self.source(source_id)
        data = SourceFilesInput(data=request.data)
        data.is_valid(raise_exception=True)
        files = [ImportedFile(name=file.name, content=file.read()) for file in data.validated_data["files"]]
        taken = services.files_upload(actor=self.actor, source_id=source_id, files=files, now=clock.now())
        return Response({"results": [taken_json(one) for one in taken]})


class FileView(SourceOf):
    """One file of a source."""

    @extend_schema(operation_id="kb_source_files_remove", responses={204: None})
    def delete(self, request: Request, source_id: int, file_id: int) -> Response:
        services.file_remove(actor=self.actor, source_id=source_id, file_id=file_id, now=clock.now())
        return Response(status=204)


class CandidatesView(SourceOf):
    """Solved tickets that may serve as knowledge, as they would be read."""

    also_reads = ("tickets",)

    @extend_schema(
        operation_id="kb_source_candidates_list",
        parameters=[OpenApiParameter("before", int, description="Older tickets than this number.")],
        responses=CandidatesShape,
    )
    def get(self, request: Request, source_id: int) -> Response:
        found = services.candidates(
            actor=self.actor, source_id=source_id, before=integer_of(request, "before")
        )
        return Response(
            {"results": [solved_json(one) for one in found], "next": found[-1].number if found else None}
        )


class TicketsView(SourceOf):
    """The approved tickets of a source."""

    @extend_schema(operation_id="kb_source_tickets_list", parameters=_PAGE, responses=ApprovedTicketPage)
    def get(self, request: Request, source_id: int) -> Response:
        page = paginate(
            reads.approved_tickets(source=self.source(source_id)),
            order=("-id",),
            cursor=request.query_params.get("cursor"),
            limit=limit_of(request),
        )
        return Response({"results": [approved_json(row) for row in page.rows], "next": page.next})

    @extend_schema(operation_id="kb_source_tickets_approve", request=SourceTicketInput, responses={204: None})
    def post(self, request: Request, source_id: int) -> Response:
        number = values_of(SourceTicketInput, request.data)["number"]
        services.ticket_approve(actor=self.actor, source_id=source_id, number=number, now=clock.now())
        return Response(status=204)


class TicketView(SourceOf):
    """A ticket of a source."""

    @extend_schema(operation_id="kb_source_tickets_take_back", responses={204: None})
    def delete(self, request: Request, source_id: int, number: int) -> Response:
        services.ticket_take_back(actor=self.actor, source_id=source_id, number=number, now=clock.now())
        return Response(status=204)
