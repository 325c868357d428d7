"""Origin of supply traced through third countries: via."""
