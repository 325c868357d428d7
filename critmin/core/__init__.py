"""What everything stands on: errors, names, days, printed figures, sources, files."""
