"""Logs contain no rows: whatever PostgreSQL quotes of them in an error is removed, wherever it appears."""

import io
import json
import logging
from typing import Any

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from core.logs import JSONFormatter, without_rows
from people.models import Company, User

SECRET = "lena@secret.test"
ROW = f"first line\n{SECRET}\nlast line"


@pytest.fixture
def log() -> Any:
    """A logger with our formatter, and what it wrote."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JSONFormatter())
    logger = logging.getLogger("tests.logs")
    logger.propagate = False
    logger.addHandler(handler)
    logger.stream = stream  # type: ignore[attr-defined]  # a handler's attribute
    yield logger
    logger.removeHandler(handler)


def a_duplicate() -> None:
    User.objects.create(email=SECRET, name="Lena")
    with transaction.atomic():
        User.objects.create(email=SECRET, name="Lena")


def a_failing_row() -> None:
    """PostgreSQL quotes the whole row, whose texts may have lines of their own."""
    with transaction.atomic():
        Company.objects.create(name=ROW, health_score=101)


def a_wrong_value() -> None:
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT %s::text::integer", [SECRET])


def a_wrapped_one() -> None:
    try:
        a_duplicate()
    except IntegrityError as error:
        raise RuntimeError("The import stopped.") from error


FAILURES = [a_duplicate, a_failing_row, a_wrong_value, a_wrapped_one]


@pytest.mark.parametrize("failure", FAILURES)
def test_a_traceback_holds_no_row(failure: Any, log: Any, db: None) -> None:
    with pytest.raises((IntegrityError, DataError, RuntimeError)) as caught:
        failure()
    log.error("It failed", exc_info=caught.value)
    text = log.stream.getvalue()
    assert SECRET not in text
    told = json.loads(text)["exception"]
    assert "Traceback" in told
    assert failure.__name__ in told
    assert "last line" not in told


@pytest.mark.parametrize("failure", FAILURES[:3])
def test_neither_message_nor_extras_hold_a_row(failure: Any, log: Any, db: None) -> None:
    """As Celery writes it: the error in the message, its traceback and words once more beside it."""
    with pytest.raises((IntegrityError, DataError)) as caught:
        failure()
    error = caught.value
    data = {"exc": repr(error), "traceback": f"Traceback\n{error}", "parts": [str(error), error]}
    log.error("Task %s raised unexpected: %r", "people.tasks.x", error, exc_info=error, extra={"data": data})
    assert SECRET not in log.stream.getvalue()
    assert "raised unexpected" in log.stream.getvalue()


def test_words_of_an_error_without_the_error_are_cut_too(log: Any, db: None) -> None:
    with pytest.raises(IntegrityError) as caught:
        a_duplicate()
    log.warning("Not stored", extra={"error": str(caught.value), "repr": repr(caught.value)})
    line = json.loads(log.stream.getvalue())
    assert SECRET not in log.stream.getvalue()
    assert line["error"].startswith("duplicate key value violates unique constraint")


def test_what_happened_is_still_told(db: None) -> None:
    with pytest.raises(IntegrityError) as caught:
        a_duplicate()
    assert "duplicate key value violates unique constraint" in without_rows(caught.value)
    assert without_rows(ValueError("DETAIL:  mine")) == "DETAIL:  mine"


def test_the_task_logger_of_celery_writes_with_our_formatter() -> None:
    from celery import current_app
    from django.conf import settings

    assert current_app.conf.worker_hijack_root_logger is False
    assert settings.LOGGING["formatters"]["json"]["()"] == "core.logs.JSONFormatter"
    assert settings.LOGGING["root"]["handlers"] == ["stderr"]


def test_the_embedded_database_logs_no_rows_either() -> None:
    from helpdesk.supervisor.services import _POSTGRES_SETTINGS

    assert _POSTGRES_SETTINGS["log_error_verbosity"] == "terse"
