"""The fault harness: a ledger of jobs over ten organizations, and all that can break while they run."""
