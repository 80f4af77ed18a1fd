"""Members of an organization: who they are, inviting and removing them, their teams."""
