"""All products at once, and what happened after a control."""
