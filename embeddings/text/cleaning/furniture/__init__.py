"""Rules for what a page wraps around a speech. Each file holds the rules of one kind."""
