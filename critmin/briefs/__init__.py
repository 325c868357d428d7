"""Briefs: a buyer, a supplier or a mineral on one screen."""
