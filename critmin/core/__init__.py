"""Errors, names, dates, printed figures, sources and files, shared by all packages."""
