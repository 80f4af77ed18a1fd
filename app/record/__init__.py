"""The record, for people: read, told, exported, proven whole, sent on to a sink."""
