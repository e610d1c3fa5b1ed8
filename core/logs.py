"""Structured logs: one JSON object a line."""

import json
import logging
from datetime import UTC, datetime

_STANDARD = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName", "request"}


class JSONFormatter(logging.Formatter):
    """Time, level, logger, constant message, request id, and whatever was passed as `extra`."""

    def format(self, record: logging.LogRecord) -> str:
        line = {
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        extra = {key: value for key, value in vars(record).items() if key not in _STANDARD and value != ""}
        if record.exc_info:
            extra["exception"] = self.formatException(record.exc_info)
        return json.dumps(line | extra, default=str, ensure_ascii=False)
