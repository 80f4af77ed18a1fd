"""Background work: the worker process and the transports that wake it."""
