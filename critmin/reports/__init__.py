"""One-page reports: questions in, one self-contained HTML page out."""
