"""Web pages: their main text, title, day and encoding."""
