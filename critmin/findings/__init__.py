"""Findings: what an answer claims, from which its sentence, titles and JSON are rendered."""
