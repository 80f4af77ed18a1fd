"""Uploaded PDFs: versions, pages, blocks, source sentences."""
