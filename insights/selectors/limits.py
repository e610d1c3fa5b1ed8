"""How long a question to the database may take."""

from collections.abc import Iterator
from contextlib import contextmanager
from http import HTTPStatus

from django.db import OperationalError, connection, transaction

from core.errors import DomainError

MAX_SECONDS = 8


class TooMuch(DomainError):
    """The answer would take too long, or be too long."""

    code = "insights.too_much"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


@contextmanager
def limited() -> Iterator[None]:
    """Statements in here end after MAX_SECONDS. Raises TooMuch."""
    try:
        with transaction.atomic():
            before = _timeout(f"{MAX_SECONDS}s")
            yield
            _timeout(before)
    except OperationalError as error:
        if getattr(error.__cause__, "sqlstate", "") != "57014":
            raise
        raise TooMuch(
            f"This took longer than {MAX_SECONDS} seconds. Ask for a shorter period or fewer groups."
        ) from error


def _timeout(value: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_setting('statement_timeout'), set_config('statement_timeout', %s, true)", [value]
        )
        before: str = cursor.fetchone()[0]
    return before
