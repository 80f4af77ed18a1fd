"""Everything outside the process, each behind one small interface."""
