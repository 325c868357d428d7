"""Acts, awards, budgets, and what policy reaches: policy."""
