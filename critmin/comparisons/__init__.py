"""Comparisons: one question asked of two sides, and what differs."""
