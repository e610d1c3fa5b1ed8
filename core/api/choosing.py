"""
What callers choose to be sent: `fields` leaves out the other members of a record, `expand` adds whole records
that the answer only names.

A `Choice` is declared once for each kind of record; description, checks and answers follow from it. Without
the two parameters an answer is not touched.
"""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from drf_spectacular.utils import OpenApiParameter
from rest_framework.request import Request
from rest_framework.response import Response

from core.actors import Actor
from core.api.permissions import require_read
from core.api.shapes import Shape, name_of
from core.errors import Invalid

SPARSE = "application/json; profile=sparse"
"""The content type of answers with `fields`, whose members are all optional."""
EXPANDED = "expanded"


@dataclass(frozen=True)
class Expansion:
    """
    A record beside another.

    `load` takes the actor and ids, and returns the records by id that the actor may see, with a number of
    statements that does not depend on how many there are. `key` finds the id in the record that is sent; None
    for none. A token needs to read the area `scope`.
    """

    shape: type[Shape]
    scope: str
    load: Callable[[Actor, Collection[int]], Mapping[int, Any]]
    key: Callable[[Mapping[str, Any]], int | None]


@dataclass(frozen=True)
class Choice:
    """The members and expansions of a record; `row` is its shape in lists, `one` that of a single read."""

    row: type[Shape]
    one: type[Shape]
    expansions: Mapping[str, Expansion] = field(default_factory=dict)

    @cached_property
    def _expanded(self) -> type[Shape]:
        """The shape of the member `expanded`."""
        told = "The records that `expand` asks for; null for one that is not there or not yours to see."
        fields: dict[str, Any] = {"__doc__": told}
        for name, one in self.expansions.items():
            fields[name] = one.shape(required=False, allow_null=True)
        return type(f"{name_of(self.row)}Expanded", (Shape,), fields)

    def in_list(self, page: type[Shape], name: str = "") -> dict[tuple[int, str], Any]:
        """The answers of a list with this page; `name` as for `alone`, of the rows."""
        full = self._with(self.row, name or f"Listed{name_of(self.row)}")
        return {
            (200, "application/json"): _page(page, full, name_of(page)),
            (200, SPARSE): _page(page, _sparse(full), f"Sparse{name_of(page)}"),
        }

    def alone(self, name: str = "") -> dict[tuple[int, str], Any]:
        """The answers of a single read; `name` is that of the component, where no other has the shape."""
        full = self._with(self.one, name or f"Read{name_of(self.one)}")
        return {(200, "application/json"): full, (200, SPARSE): _sparse(full)}

    def parameters(self, shape: type[Shape]) -> list[OpenApiParameter]:
        """The query parameters `fields`, for the members of `shape`, and `expand`."""
        return [
            _names(
                "fields",
                list(shape().fields),
                "Only these members of each record, with commas between them; all without it.",
            ),
            _names("expand", list(self.expansions), "Whole records to add in the member `expanded`."),
        ]

    def _with(self, shape: type[Shape], name: str) -> type[Shape]:
        help_text = "Only with `expand`."
        told = {"__doc__": shape.__doc__, EXPANDED: self._expanded(required=False, help_text=help_text)}
        return type(name, (shape,), told)

    def answer(
        self,
        request: Request,
        actor: Actor,
        body: dict[str, Any],
        *,
        headers: dict[str, str] | None = None,
    ) -> Response:
        """
        The answer to a read: a page, which has `results`, or one record.

        Raises Invalid for names that there are not, PermissionDenied without the scope of what is expanded.
        """
        query = request.query_params
        if "fields" not in query and "expand" not in query:
            return Response(body, headers=headers)
        is_page = "results" in body
        known = (self.row if is_page else self.one)().fields
        fields, expand = _read(request, "fields", known), _read(request, "expand", self.expansions)
        rows: list[dict[str, Any]] = body["results"] if is_page else [body]
        added = self._load(actor, rows, expand)
        chosen = [
            {name: value for name, value in row.items() if not fields or name in fields} | more
            for row, more in zip(rows, added, strict=True)
        ]
        answered = body | {"results": chosen} if is_page else chosen[0]
        return Response(answered, headers=headers, content_type=SPARSE if fields else None)

    def _load(
        self, actor: Actor, rows: list[dict[str, Any]], expand: list[str]
    ) -> list[dict[str, dict[str, Any]]]:
        if not expand:
            return [{} for _ in rows]
        added: list[dict[str, Any]] = [{} for _ in rows]
        for name in expand:
            expansion = self.expansions[name]
            require_read(actor, expansion.scope)
            keys = [expansion.key(row) for row in rows]
            wanted = {key for key in keys if key is not None}
            found = expansion.load(actor, wanted) if wanted else {}
            for more, key in zip(added, keys, strict=True):
                more[name] = found.get(key) if key is not None else None
        return [{EXPANDED: more} for more in added]


def id_of(name: str) -> Callable[[Mapping[str, Any]], int | None]:
    """The `key` of an Expansion for a member that names a record in short."""

    def key(row: Mapping[str, Any]) -> int | None:
        return row[name]["id"] if row[name] else None

    return key


def _sparse(shape: type[Shape]) -> type[Shape]:
    def get_fields(self: Any) -> Any:
        found = shape.get_fields(self)
        for one in found.values():
            one.required = False
        return found

    told = {"__doc__": "Those of its members that `fields` names.", "get_fields": get_fields}
    return type(f"Sparse{name_of(shape)}", (shape,), told)


def _page(page: type[Shape], row: type[Shape], name: str) -> type[Shape]:
    return type(name, (page,), {"__doc__": page.__doc__, "results": row(many=True)})


def _names(name: str, known: list[str], told: str) -> OpenApiParameter:
    schema = {"type": "array", "items": {"type": "string", "enum": known}}
    return OpenApiParameter(name, schema, description=told, style="form", explode=False)


def _read(request: Request, name: str, known: Collection[str]) -> list[str]:
    """The names of a parameter, with commas or repeated; empty without it. Raises Invalid."""
    if name not in request.query_params:
        return []
    found = [part.strip() for text in request.query_params.getlist(name) for part in text.split(",")]
    unknown = sorted({part[:80] for part in found} - set(known))
    if unknown:
        raise Invalid(
            f"{name} takes these names: {', '.join(known)}.",
            errors={name: [f"Unknown: {part or '(empty)'}." for part in unknown]},
        )
    return list(dict.fromkeys(found))
