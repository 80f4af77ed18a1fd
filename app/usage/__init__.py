"""What an organization uses, and the limits it meets."""
