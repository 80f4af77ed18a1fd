"""The two front doors: the landing page, and the home of an organization."""
