"""Word files, and what other programs write."""
