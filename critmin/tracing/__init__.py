"""Where supply was produced, through third countries: via."""
