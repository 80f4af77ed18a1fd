"""Journeys through a running installation in a real browser."""
