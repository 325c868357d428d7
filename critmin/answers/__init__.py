"""`Table`, the one answer type: its columns, how it is built, and how it is written."""
