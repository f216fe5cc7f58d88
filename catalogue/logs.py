"""structlog set up once: for people on a terminal, or as JSON lines; always on stderr."""

import logging
import sys

import structlog


def set_up_logs(*, as_json: bool, quiet: bool = False) -> None:
    """Send every log line to stderr, as JSON or for people; secrets never belong in a field.

    `quiet`: only warnings and worse, where a summary line tells the rest.
    """
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if as_json
        else structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty())
    )
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.format_exc_info,
            renderer,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(
            logging.WARNING if quiet else logging.INFO
        ),
        # Looked up for each line: whoever redirects stderr meanwhile is followed.
        logger_factory=lambda *_: structlog.PrintLogger(sys.stderr),
        cache_logger_on_first_use=False,
    )
