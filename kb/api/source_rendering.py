"""Sources as the API shows them."""

from collections.abc import Mapping, Sequence
from typing import Any

from kb.models import Kind, SolvedTicket, Source, SourceFile, SourceLine, SourceRun
from kb.reading.settings import WebSettings
from kb.reading.wording import fault_words
from kb.selectors import sources as reads
from kb.services.sources import Preview, Solved, Taken
from tickets.rendering import stamp


def sources_json(sources: Sequence[Source]) -> list[dict[str, Any]]:
    """Sources with their last runs, in their order."""
    rows = list(sources)
    runs = reads.last_runs(rows)
    progress = reads.progress_of(list(runs.values()))
    items, refused = reads.item_counts(rows), reads.refused_files(rows)
    return [
        _source(
            row,
            runs.get(row.pk),
            progress,
            items=items.get(row.pk, 0),
            refused_files=refused.get(row.pk, 0),
        )
        for row in rows
    ]


def source_json(source: Source) -> dict[str, Any]:
    """One source with its last run."""
    return sources_json([source])[0]


def _source(
    source: Source,
    run: SourceRun | None,
    progress: Mapping[int, reads.Progress],
    *,
    items: int,
    refused_files: int,
) -> dict[str, Any]:
    brand = source.brand
    return {
        "id": source.pk,
        "name": source.name,
        "kind": source.kind,
        "state": source.state,
        "owner": {"id": source.owner.pk, "name": source.owner.name} if source.owner else None,
        "schedule": source.schedule,
        "audience": source.audience,
        "segments": source.audience_segments,
        "company_ids": source.audience_company_ids,
        "team_ids": source.audience_team_ids,
        "brand": {"id": brand.pk, "name": brand.name, "slug": brand.slug} if brand else None,
        "language": source.language,
        "web": WebSettings.of(source.reads).stored() if source.kind == Kind.WEBSITE else None,
        "fault": fault_json(source.fault, source.last_error),
        "items": items,
        "refused_files": refused_files,
        "run": run_json(run, progress) if run is not None else None,
        "read_at": stamp(source.last_run_at),
        "next_read_at": stamp(source.next_run_at),
        "version": source.version,
        "created_at": stamp(source.created_at),
    }


def fault_json(reason: str, detail: str) -> dict[str, str] | None:
    """Why a source could not be read; None where it could."""
    if not reason:
        return None
    return {"reason": reason, "detail": detail, "message": fault_words(reason, detail)}


def run_json(run: SourceRun, progress: Mapping[int, reads.Progress]) -> dict[str, Any]:
    """One run."""
    at = progress.get(run.pk)
    return {
        "id": run.pk,
        "state": run.state,
        "by": run.by_name,
        "new": run.new_count,
        "changed": run.changed_count,
        "unchanged": run.unchanged_count,
        "gone": run.gone_count,
        "failed": run.failed_count,
        "refused": run.refused_count,
        "requests": run.request_count,
        "bytes": run.byte_count,
        "is_capped": run.is_capped,
        "fault": run.fault,
        "detail": run.detail,
        "progress": {"done": at.done, "total": at.total} if at is not None else None,
        "started_at": stamp(run.started_at),
        "finished_at": stamp(run.finished_at),
    }


def line_json(line: SourceLine) -> dict[str, Any]:
    """What became of an item."""
    return {
        "id": line.pk,
        "outcome": line.outcome,
        "key": line.key,
        "title": line.title,
        "article_id": line.article_id,
        "reason": line.reason,
        "detail": line.detail,
        "at": stamp(line.at),
    }


def file_json(file: SourceFile) -> dict[str, Any]:
    """An uploaded file."""
    return {
        "id": file.pk,
        "name": file.name,
        "size": file.size,
        "is_read": file.read_as > 0,
        "reason": file.reason,
        "detail": file.detail,
        "uploaded_at": stamp(file.uploaded_at),
    }


def taken_json(taken: Taken) -> dict[str, str]:
    """What became of an uploaded file."""
    return {"name": taken.name, "outcome": taken.outcome, "reason": taken.reason, "detail": taken.detail}


def preview_json(preview: Preview) -> dict[str, Any]:
    """What reading a website would find."""
    return {
        "address": preview.address,
        "fault": fault_json(preview.fault, preview.detail),
        "is_whole": preview.is_whole,
        "count": len(preview.pages),
        "groups": [{"path": path, "count": count} for path, count in preview.groups.most_common(30)],
        "left": [{"reason": reason, "count": count} for reason, count in preview.left.most_common()],
        "looks": [
            {
                "url": look.url,
                "title": look.title,
                "words": look.words,
                "excerpt": look.excerpt,
                "reason": look.reason,
                "detail": look.detail,
            }
            for look in preview.looks
        ],
    }


def solved_json(solved: Solved) -> dict[str, Any]:
    """A solved ticket as it would be read."""
    return {
        "number": solved.number,
        "title": solved.title,
        "problem": solved.problem,
        "solution": solved.solution,
        "resolved_at": stamp(solved.resolved_at),
    }


def approved_json(row: SolvedTicket) -> dict[str, Any]:
    """A ticket that serves as knowledge."""
    return {
        "number": row.ticket_id,
        "approved_by": {"id": row.approved_by.pk, "name": row.approved_by.name},
        "approved_at": stamp(row.approved_at),
    }
