"""Agreements on minerals between states, and the chain of tariffs and controls: agreements, events."""
