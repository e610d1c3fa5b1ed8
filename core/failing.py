"""Writing down that something failed, without losing what it was."""

import logging
from collections.abc import Iterator
from contextlib import contextmanager

from django.core.exceptions import ObjectDoesNotExist
from django.db import Error as DatabaseAway

logger = logging.getLogger(__name__)


def words_of(error: BaseException, limit: int = 500) -> str:
    """Kind and text of an error, as the database takes it."""
    return f"{type(error).__name__}: {error}".replace("\x00", "\ufffd")[:limit]


@contextmanager
def noting(error: BaseException) -> Iterator[None]:
    """
    Write down a failure within this block.

    Where that fails too (the row is gone, the connection lost), both are logged and nothing is raised:
    `error` stays the one that counts. What is not noted is left to whatever sweeps what was begun.
    """
    try:
        yield
    except (DatabaseAway, ObjectDoesNotExist):
        logger.exception("A failure could not be written down", extra={"failure": words_of(error)})
