"""Agreements on minerals, and the chain of tariffs and controls: agreements, events."""
