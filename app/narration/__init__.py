"""Voices, clips and the mastered episode."""
