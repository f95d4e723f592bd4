"""Logs: one JSON object a line on standard output, and a stuck reader never holds a request up."""

import atexit
import logging
import logging.config
import os
import queue
import sys
import threading

import structlog
import structlog.tracebacks

MOST_WAITING = 10_000

_shared = [
    structlog.contextvars.merge_contextvars,
    structlog.stdlib.add_logger_name,
    structlog.stdlib.add_log_level,
    structlog.stdlib.PositionalArgumentsFormatter(),
    structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
]
_last = [
    structlog.stdlib.ProcessorFormatter.remove_processors_meta,
    structlog.processors.ExceptionRenderer(structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=30)),
    structlog.processors.JSONRenderer(ensure_ascii=False, default=str),
]
# The request line of the middleware says the same once.
_told_less = {
    "django.request": {"level": "ERROR"},
    "django.security.DisallowedHost": {"level": "CRITICAL"},
    "uvicorn.access": {"level": "WARNING"},
    "celery.worker.strategy": {"level": "WARNING"},
    "celery.app.trace": {"level": "WARNING"},
}


class PatientHandler(logging.Handler):
    """Hands lines to a thread; when the reader does not read, lines are dropped, not requests."""

    def __init__(self):
        super().__init__()
        self._begin()
        os.register_at_fork(after_in_child=self._begin)

    def _begin(self):
        """A forked process has no thread yet, and its parent's lines are its parent's."""
        self._lines = queue.Queue(MOST_WAITING)
        self._has_writer = False

    def emit(self, record):
        try:
            self._lines.put_nowait(self.format(record))
        except queue.Full:
            return
        if not self._has_writer:
            self._has_writer = True
            threading.Thread(target=self._write, daemon=True).start()
            atexit.register(self._last_words)

    def _write(self):
        while True:
            line = self._lines.get()
            try:
                # Celery puts a proxy that logs in the place of sys.stdout; a line written there would come back for ever.
                sys.__stdout__.write(line + "\n")
                sys.__stdout__.flush()
            except (OSError, ValueError):
                pass
            finally:
                self._lines.task_done()

    def _last_words(self):
        waiter = threading.Thread(target=self._lines.join, daemon=True)
        waiter.start()
        waiter.join(1)


def formatter():
    return structlog.stdlib.ProcessorFormatter(foreign_pre_chain=_shared, processors=_last)


def logging_to_stdout(level, *, quiet):
    """`quiet` is for commands at a terminal: only warnings, on standard error."""
    logging.config.dictConfig(
        {
            "version": 1,
            "disable_existing_loggers": False,
            "formatters": {"json": {"()": formatter}},
            "handlers": {
                "stdout": {"()": PatientHandler, "formatter": "json"},
                "stderr": {"class": "logging.StreamHandler", "formatter": "json"},
            },
            "root": {"handlers": ["stderr" if quiet else "stdout"], "level": "WARNING" if quiet else level.upper()},
            "loggers": _told_less,
        }
    )
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *_shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.stdlib.BoundLogger,
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
