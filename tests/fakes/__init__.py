"""Servers of our own that behave as badly as the real ones."""
