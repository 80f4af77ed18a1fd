"""How long narration takes, and how well it is heard."""
