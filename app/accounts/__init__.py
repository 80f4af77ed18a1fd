"""People of the installation: users, login sessions, sign-in links, API keys."""
