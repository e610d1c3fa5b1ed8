"""The column that a row is found by, stored with the row, and the condition that queries it."""

import json
from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import (
    SearchQuery,
    SearchQueryField,
    SearchVectorExact,
    SearchVectorField,
)
from django.db import models
from django.db.models import Func, Value

from core.search.terms import Node, indexed


class TermsField(SearchVectorField):  # type: ignore[type-arg]  # generic in the stubs only
    """
    The search terms of other fields in the row, written whenever one of them is saved.

    `sources` are their names; the first `limit` characters of each count. `forgiving` names those whose words
    are also found when misspelled; with `as_names` stop words count as words. NULL means that the row is not
    indexed yet. `QuerySet.update` of a source does not reach it.
    """

    def __init__(
        self,
        *args: Any,
        sources: Iterable[str] = (),
        forgiving: Iterable[str] = (),
        as_names: bool = False,
        limit: int = 100_000,
        **kwargs: Any,
    ) -> None:
        self.sources, self.forgiving = tuple(sources), tuple(forgiving)
        self.as_names, self.limit = as_names, limit
        kwargs |= {"null": True, "editable": False}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        kwargs |= {"sources": self.sources, "forgiving": self.forgiving}
        kwargs |= {"as_names": self.as_names, "limit": self.limit}
        for fixed in ("null", "editable"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs

    def terms_of(self, row: Any) -> str:
        """The terms of a row, a model instance or anything with the same attributes."""
        strict = [self._text(row, name) for name in self.sources if name not in self.forgiving]
        loose = [self._text(row, name) for name in self.sources if name in self.forgiving]
        first = indexed(*loose, forgiving=True, as_names=self.as_names)
        return f"{first} ^ {indexed(*strict, as_names=self.as_names)}"

    def _text(self, row: Any, name: str) -> str:
        return str(getattr(row, name) or "")[: self.limit]

    def pre_save(self, model_instance: models.Model, add: bool) -> Any:
        return self.terms_of(model_instance)

    def get_placeholder(self, value: Any, compiler: Any, connection: Any) -> str:
        return "search_vector(%s)"


@TermsField.register_lookup
class Scanned(SearchVectorExact):
    """
    `search__scanned` matches as `search` does, row by row and never by the index.

    For a narrow range of rows: the index yields every match of the table, and PostgreSQL cannot tell how
    many there are of words that stand together.
    """

    lookup_name = "scanned"

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        lhs, lhs_params = self.process_lhs(compiler, connection)
        rhs, rhs_params = self.process_rhs(compiler, connection)
        return f"NULLIF({lhs}, ''::tsvector) @@ {rhs}", (*lhs_params, *rhs_params)


class SearchedModel(models.Model):
    """A model with a `search` column: saving a source also saves the terms."""

    class Meta:
        abstract = True

    def save(self, *args: Any, update_fields: Iterable[str] | None = None, **kwargs: Any) -> None:
        if update_fields is not None:
            named = set(update_fields)
            field = self._meta.get_field("search")
            if isinstance(field, TermsField) and named & set(field.sources):
                named.add("search")
            update_fields = named
        super().save(*args, update_fields=update_fields, **kwargs)


class Matching(SearchQuery):
    """
    A query of `core.search.terms` to match against a `TermsField`.

    With `as_names` for a column of names: stop words must be found like any word. `parameter` is all that
    differs between two of one `template`.
    """

    template = "search_query(%(expressions)s::jsonb)"

    def __init__(self, node: Node, *, as_names: bool = False) -> None:
        self.invert = False
        if as_names:
            self.template = "search_node(%(expressions)s::jsonb, true)"
        self._ask(json.dumps(node, ensure_ascii=False))

    def with_parameter(self, parameter: str) -> "Matching":
        """The same with another question."""
        other = type(self)({}, as_names=self.template != type(self).template)
        other._ask(parameter)
        return other

    def _ask(self, parameter: str) -> None:
        self.parameter = parameter
        Func.__init__(self, Value(parameter), output_field=SearchQueryField())
