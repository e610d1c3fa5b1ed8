"""Transactions of requests and use cases."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction

_depth: ContextVar[int | None] = ContextVar("depth", default=None)


@contextmanager
def whole() -> Iterator[None]:
    """
    A transaction that succeeds or fails as a whole, such as that of a request.

    Nobody in the block may catch what a use case raises and go on: what it has written would stay.
    """
    with transaction.atomic():
        token = _depth.set(len(connection.savepoint_ids))
        try:
            yield
        finally:
            _depth.reset(token)


@contextmanager
def use_case(*, is_retried: bool = False) -> Iterator[None]:
    """
    The transaction of a use case, also a decorator: a savepoint within another one, but none within `whole`.

    `is_retried` says that its caller goes on after an error, and so needs the savepoint in any case.
    """
    is_direct = _depth.get() == len(connection.savepoint_ids)
    with transaction.atomic(savepoint=is_retried or not is_direct):
        yield
