"""The review screen and its decisions."""
