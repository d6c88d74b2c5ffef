"""One line per happening, on stdout: what, which object, no personal data."""

from __future__ import annotations

import logging
import sys

import structlog


def configure() -> None:
    """Set structlog and the standard logging (Django, procrastinate) to the same plain lines."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            structlog.processors.LogfmtRenderer(
                key_order=["timestamp", "level", "event"], bool_as_flag=False
            ),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        logger_factory=structlog.PrintLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(
        level=logging.WARNING, format="timestamp=%(asctime)s level=%(levelname)s event=%(name)s"
    )
    # A refused request is an answer, not a warning; its path may hold what somebody searched for.
    logging.getLogger("django.request").setLevel(logging.CRITICAL)
