"""The atlas: a page for each mineral, buyer and supplier, with its tables as files."""
