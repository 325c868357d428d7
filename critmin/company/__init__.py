"""A company's own supplier list compared with world supply: suppliers."""
