"""Users' tables, read as they are found: files, sheets and frames, headers, decimals, layouts."""
