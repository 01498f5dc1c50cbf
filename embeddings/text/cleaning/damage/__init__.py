"""Rules for damage done to a speech itself. Each file holds the rules of one kind."""
