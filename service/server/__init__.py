"""The port, the connections that are open, and how long each may keep the service waiting."""
