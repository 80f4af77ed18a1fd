"""Single sign-on: an organization's identity providers, who comes in through them, and as what."""
