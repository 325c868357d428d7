"""Import reliance and published supply-risk scores: reliance, risk."""
