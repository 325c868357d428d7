"""Shares of the world's output by country: share, hhi, trend, reserves, check."""
