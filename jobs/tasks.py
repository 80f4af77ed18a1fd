"""Every kind of job by name: one line each, which calls the domain."""

from app.queue.registry import job

__all__ = ["job"]
