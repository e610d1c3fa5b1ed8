"""
Every text column is declared to redaction by its app, or excused with a reason.

So a new table cannot keep words of customers that a redaction does not reach.
"""

from collections.abc import Iterator

from django.contrib.postgres.fields import ArrayField
from django.db import models

from core import kept
from tests.architecture.kept_columns import COLUMNS, TABLES
from tests.architecture.modules import own_apps
from tickets.services.kept import TIMELINE

_TEXTS = (models.TextField, models.JSONField, models.BinaryField, ArrayField)
_WORDS = ("VectorField", "HalfVectorField", "TermsField", "SearchVectorField")


def holds_words(field: models.Field) -> bool:  # type: ignore[type-arg]  # any field
    """Whether a column can hold words that somebody wrote, or what was made from them."""
    if isinstance(field, models.CharField):
        return not field.choices
    return isinstance(field, _TEXTS) or type(field).__name__ in _WORDS


def columns() -> Iterator[str]:
    """All columns that can hold words."""
    for app in own_apps():
        for model in app.get_models():
            for field in model._meta.local_fields:
                if holds_words(field) and not field.is_relation:
                    yield f"{model._meta.label}.{field.name}"


def declared() -> frozenset[str]:
    """All that redaction reaches."""
    return TIMELINE.union(*(keeper.holds for keeper in kept.keepers()))


def excused() -> set[str]:
    """The columns that have a reason."""
    return {f"{table}.{name}" for table, (names, _) in COLUMNS.items() for name in names}


def test_every_text_column_is_declared_or_has_a_reason() -> None:
    known = declared() | excused()
    found = [name for name in columns() if name not in known and name.rpartition(".")[0] not in TABLES]
    assert found == [], "declare them in the app's services/kept.py, or say why not in kept_columns.py"


def test_no_reason_is_left_over() -> None:
    known = set(columns())
    tables = {name.rpartition(".")[0] for name in known}
    assert sorted(set(TABLES) - tables) == []
    assert sorted(excused() - known) == []
    assert sorted(excused() & declared()) == []
    assert sorted(name for name in declared() if name.rpartition(".")[0] in TABLES) == []
    assert sorted(declared() - known - {"assistant.GapTicket.vector"}) == []


def test_a_new_column_would_be_found() -> None:
    for field in (
        models.TextField(),
        models.CharField(max_length=9),
        models.JSONField(),
        models.BinaryField(),
    ):
        assert holds_words(field)
    assert not holds_words(models.CharField(max_length=9, choices=[("a", "A")]))
    assert not holds_words(models.IntegerField())
