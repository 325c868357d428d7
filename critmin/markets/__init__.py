"""Prices and market values: price, market."""
