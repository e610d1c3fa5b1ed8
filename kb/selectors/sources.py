"""Reads of sources, scoped to the actor."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet

from core.actors import Actor
from core.errors import NotFound
from kb.audience import reader_of
from kb.models import (
    Article,
    SolvedTicket,
    Source,
    SourceFile,
    SourceItem,
    SourceLine,
    SourcePage,
    SourceRun,
)
from kb.models.sources import SourceQuerySet


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a running run is: pages or files read, of those known so far."""

    done: int
    total: int


def sources_visible(actor: Actor) -> SourceQuerySet:
    """The sources that an actor may see."""
    return Source.objects.visible_to(actor, list(reader_of(actor).keys))


def sources_list(*, actor: Actor) -> list[Source]:
    """The sources that an actor may see, by name."""
    return list(sources_visible(actor).select_related("owner", "brand").order_by("name"))


def source_get(*, actor: Actor, source_id: int) -> Source:
    """One source with its owner and brand; raises NotFound."""
    found = sources_visible(actor).select_related("owner", "brand").filter(pk=source_id).first()
    if found is None:
        raise NotFound("There is no such source.")
    return found


def source_for_update(*, actor: Actor, source_id: int) -> Source:
    """One source, locked until the end of the transaction; raises NotFound."""
    if not sources_visible(actor).filter(pk=source_id).exists():
        raise NotFound("There is no such source.")
    found = Source.objects.select_for_update(of=("self",)).filter(pk=source_id, removed_at=None).first()
    if found is None:
        raise NotFound("There is no such source.")
    return found


def last_runs(sources: list[Source]) -> dict[int, SourceRun]:
    """The newest run of each source, by its id."""
    rows = SourceRun.objects.filter(source__in=sources).defer("robots")
    return {run.source_id: run for run in rows.order_by("source_id", "-id").distinct("source_id")}


def refused_files(sources: list[Source]) -> dict[int, int]:
    """How many files of each source could not be read, by its id."""
    rows = SourceFile.objects.filter(source__in=sources).exclude(reason="").values("source_id")
    return dict(rows.order_by("source_id").annotate(count=Count("pk")).values_list("source_id", "count"))


def item_counts(sources: list[Source]) -> dict[int, int]:
    """How many items of each source are in answers, by its id."""
    rows = SourceItem.objects.filter(source__in=sources, gone_at=None).values("source_id")
    return dict(rows.order_by("source_id").annotate(count=Count("pk")).values_list("source_id", "count"))


def written_count(actor: Actor) -> int:
    """How many articles are published that people write here."""
    keys = list(reader_of(actor).keys)
    return Article.objects.published().readable_with(keys).filter(source=None).count()


def progress_of(runs: list[SourceRun]) -> dict[int, Progress]:
    """How far the running ones among these runs are, by the id of the run."""
    running = [run for run in runs if run.state == SourceRun.State.RUNNING]
    if not running:
        return {}
    pages = SourcePage.objects.filter(run__in=running, is_map=False).order_by("run_id").values("run_id")
    counted = pages.annotate(done=Count("pk", filter=Q(is_done=True)), total=Count("pk"))
    found = {row["run_id"]: Progress(row["done"], row["total"]) for row in counted}
    files = SourceFile.objects.filter(source__in=[run.source_id for run in running]).values("source_id")
    by_source = {
        row["source_id"]: Progress(row["done"], row["total"])
        for row in files.order_by("source_id").annotate(
            done=Count("pk", filter=Q(read_as__gt=0)), total=Count("pk")
        )
    }
    return {run.pk: found.get(run.pk) or by_source.get(run.source_id) or Progress(0, 0) for run in running}


def source_runs(*, source: Source) -> QuerySet[SourceRun]:
    """The runs of a source."""
    return SourceRun.objects.filter(source=source).defer("robots")


def source_lines(*, source: Source, outcome: str = "", run_id: int | None = None) -> QuerySet[SourceLine]:
    """What the runs of a source did with its items, all or of one outcome or run."""
    found = SourceLine.objects.filter(source=source)
    if outcome:
        found = found.filter(outcome=outcome)
    return found.filter(run=run_id) if run_id is not None else found


def source_files(*, source: Source) -> QuerySet[SourceFile]:
    """The files of a source, without their contents."""
    return SourceFile.objects.filter(source=source).defer("content")


def file_get(*, source: Source, file_id: int) -> SourceFile:
    """One file without its content; raises NotFound."""
    found = source_files(source=source).filter(pk=file_id).first()
    if found is None:
        raise NotFound("There is no such file.")
    return found


def approved_tickets(*, source: Source) -> QuerySet[SolvedTicket]:
    """The tickets of a source that are in answers."""
    found = SolvedTicket.objects.filter(source=source, taken_back_at=None)
    return found.select_related("approved_by")


def sources_of_brand(brand_id: int) -> int:
    """How many sources are for this brand alone."""
    return Source.objects.listed().filter(brand=brand_id).count()
