"""SCIM 2.0: a directory makes, changes and shuts out members, and keeps teams as its groups."""
