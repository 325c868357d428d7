"""`Table`, the type of every answer: its columns, its builder and its writers."""
