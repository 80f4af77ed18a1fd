"""Thinking in Code: a PDF becomes a cited script, people approve it, then it is narrated."""
