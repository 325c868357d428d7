"""World supply by country: share, hhi, trend, reserves, check."""
