"""Writes of practice."""

from practice.services.attempts import (
    attempt_ask_help,
    attempt_begin,
    attempt_finish,
    attempt_mark,
    attempt_reply,
)
from practice.services.sets import case_change, case_remove, set_create, set_delete

__all__ = [
    "attempt_ask_help",
    "attempt_begin",
    "attempt_finish",
    "attempt_mark",
    "attempt_reply",
    "case_change",
    "case_remove",
    "set_create",
    "set_delete",
]
