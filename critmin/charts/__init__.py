"""Charts: their contents (pure), and their drawing in text or with matplotlib."""
