"""The process in which pages and documents are parsed, and what it may not do."""
