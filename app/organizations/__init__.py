"""Organizations, their workspaces, projects and members."""
