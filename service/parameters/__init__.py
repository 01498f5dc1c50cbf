"""What may be asked, strictly: query strings, JSON bodies, ids in paths."""
