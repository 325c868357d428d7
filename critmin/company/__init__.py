"""A company's own supplier list against the world: suppliers."""
