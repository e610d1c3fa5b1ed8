"""All checks, one after the other; one that fails itself holds up no other."""

import logging
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Literal

from django.db import DatabaseError
from kombu.exceptions import KombuError
from redis.exceptions import RedisError

from helpdesk.doctor import host, outside, services
from helpdesk.doctor.problems import Problem

logger = logging.getLogger(__name__)

CHECKS: dict[str, Callable[[], Iterator[Problem]]] = {
    "database": services.database,
    "migrations": services.migrations,
    "redis": services.redis_server,
    "worker": services.worker,
    "queues": services.queues,
    "outbox": services.outbox,
    "encoders": services.encoders,
    "clock": services.clocks,
    "audit": services.audit_log,
    "mailboxes": outside.mailboxes,
    "connections": outside.connections,
    "files": host.files,
    "scanner": outside.scanner,
    "secrets": host.secrets,
    "proxy": host.proxy,
    "certificate": outside.certificate,
    "backups": host.backups,
}


@dataclass(frozen=True)
class Diagnosis:
    """What one check found."""

    check: str
    problems: list[Problem]

    @property
    def state(self) -> Literal["ok", "warning", "fault"]:
        """The worst of it."""
        if any(problem.severity == "fault" for problem in self.problems):
            return "fault"
        return "warning" if self.problems else "ok"


def diagnose() -> list[Diagnosis]:
    """Run every check; takes a second or two where something does not answer."""
    return [Diagnosis(name, _found(check)) for name, check in CHECKS.items()]


def _found(check: Callable[[], Iterator[Problem]]) -> list[Problem]:
    try:
        return list(check())
    except DatabaseError:
        return [Problem("database_away")]
    except (RedisError, KombuError):
        return [Problem("redis_away")]
    except Exception as error:  # one broken check must not hide the others
        logger.exception("A check of the doctor failed")
        return [Problem("check_failed", {"why": type(error).__name__}, "warning")]
