"""The world of the accounts tests serves here, too."""

from tests.accounts.conftest import blueprint, build, quick_passwords, world

__all__ = ["blueprint", "build", "quick_passwords", "world"]
