"""The job rows: claiming, leases, retries, dead letters."""
