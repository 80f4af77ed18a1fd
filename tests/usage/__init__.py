"""What an organization uses and may use."""
