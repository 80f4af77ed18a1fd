"""Voices, their pacing, and how words are pronounced: what an organization chooses for its narration."""
