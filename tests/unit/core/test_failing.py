"""A failure is noted, and never takes the place of what failed."""

import pytest
from django.core.exceptions import ObjectDoesNotExist
from django.db import DataError, InterfaceError, OperationalError
from django.db.transaction import TransactionManagementError

from core.failing import noting, words_of
from core.models import OutboxEvent

FIRST = LookupError("the first error")


def fail(error: Exception) -> None:
    raise error


@pytest.mark.parametrize(
    "second",
    [
        OperationalError("lost"),
        InterfaceError("closed"),
        DataError("too long"),
        TransactionManagementError("broken"),
        ObjectDoesNotExist("gone"),
        OutboxEvent.DoesNotExist("gone"),
    ],
)
def test_an_error_while_it_is_noted_is_only_logged(
    second: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    with noting(FIRST):
        fail(second)
    (record,) = caplog.records
    assert vars(record)["failure"] == "LookupError: the first error"
    assert record.exc_info is not None
    assert record.exc_info[1] is second


@pytest.mark.parametrize("second", [KeyError("a fault of our own"), RuntimeError("else")])
def test_a_fault_of_our_own_is_not_hidden(second: Exception) -> None:
    with pytest.raises(type(second)), noting(FIRST):
        raise second


@pytest.mark.parametrize(
    ("text", "told"), [("a\x00b", "ValueError: a\ufffdb"), ("x" * 900, "ValueError: " + "x" * 8)]
)
def test_words_fit_the_database(text: str, told: str) -> None:
    assert words_of(ValueError(text), 20) == told
