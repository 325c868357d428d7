"""The tables as a database, and the questions as tools for other programs."""
