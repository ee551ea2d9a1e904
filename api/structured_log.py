"""The service's log: a line of JSON an event on standard error, each with the id of the request that it belongs to."""

from __future__ import annotations

import json
import logging
import sys
from contextvars import ContextVar
from datetime import UTC, datetime
from typing import Any, Final

request_id: Final[ContextVar[str | None]] = ContextVar("request_id", default=None)
"""Of the request that is being answered, in whichever thread."""


class JsonFormatter(logging.Formatter):
    """A record as one line; what is given as `extra={"fields": …}` stands beside the message."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        line: dict[str, Any] = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": record.getMessage(),
        }
        if (id_ := request_id.get()) is not None:
            line["request_id"] = id_
        line |= getattr(record, "fields", {})
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)


def configure(level: str) -> None:
    """Write what is at least of this level, of the service, its server and its libraries."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonFormatter())
    logging.basicConfig(level=level.upper(), handlers=[handler], force=True)
    # They tell of every request that they send; what the service asks is nobody's business.
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
