"""What imports keep of a person: the uploads that they stand in. The memory of what came has ids alone."""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db.models import Q

from core.persons import File, Holder, Person, Rows
from integrations.importers import stage
from integrations.importers.models import Import, Issue, Trace
from integrations.importers.services import files


class Uploads:
    """An export that somebody is in goes as a whole; whoever needs it again uploads a newer one."""

    labels: Mapping[str, str] = {"importers.Import": "deletes the uploaded file that they stand in"}
    holds = frozenset({"importers.Import.path"})
    exports = frozenset({"importers.Import"})

    def _rows(self, person: Person) -> list[Import]:
        return [found for found in Import.objects.exclude(path="").order_by("pk") if _names(found, person)]

    def counts(self, person: Person) -> dict[str, int]:
        """See `Holder`."""
        return {"uploads": len(self._rows(person))}

    def export(self, person: Person) -> Iterator[tuple[str, list[dict[str, Any]]]]:
        """See `Holder`."""
        rows = [
            {"id": one.pk, "source": one.source, "created_at": one.created_at} for one in self._rows(person)
        ]
        yield "uploads", rows

    def files(self, person: Person) -> Iterator[File]:
        """See `Holder`."""
        return iter(())

    def erase(self, person: Person) -> None:
        """See `Holder`."""
        for found in self._rows(person):
            files.forget(found)
            Import.objects.filter(pk=found.pk).update(path="")


def _names(found: Import, person: Person) -> bool:
    staged = files.stage_of(found)
    if not staged.is_file():
        # It may be in there, and nobody can tell without reading it.
        return files.path_of(found).is_file()
    with stage.opened(staged) as opened:
        if opened.names(person.addresses):
            return True
    return False


def _issues(person: Person) -> Q:
    keys = Trace.objects.filter(kind="contact", local_id__in=person.contact_ids).values("external_id")
    told = Q(kind="contact", external_id__in=keys)
    for address in person.addresses:
        told |= Q(detail__icontains=address)
    return told


PERSONS: tuple[Holder, ...] = (
    Uploads(),
    Rows("uploads", Issue, by=_issues, sets={"detail": ""}, why_not="what of an export did not come"),
)
