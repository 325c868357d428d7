"""Government acts, awards and budgets, and the minerals that they reach: policy."""
