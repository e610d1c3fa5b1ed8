"""Which tables refer to a table, found in the models themselves: lower floors know no upper ones by name."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from django.db.models import Model


@dataclass(frozen=True)
class Referring:
    """A foreign key that leads here: its model, its column, and what happens on deletion."""

    model: type[Model]
    column: str
    on_delete: Any

    def among(self, ids: Iterable[int]) -> set[int]:
        """Those of these ids that some row of it refers to."""
        rows = self.model._base_manager.filter(**{f"{self.column}__in": list(ids)})
        return set(rows.values_list(self.column, flat=True).distinct())


def referring(model: type[Model]) -> Iterator[Referring]:
    """All foreign keys to a model, of all apps."""
    for relation in model._meta.get_fields(include_hidden=True):
        if relation.auto_created and (relation.one_to_many or relation.one_to_one):
            found: Any = relation
            yield Referring(found.related_model, found.field.attname, found.on_delete)
