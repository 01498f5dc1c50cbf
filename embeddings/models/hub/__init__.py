"""A model of a hub: what its repository holds at one revision, its files, and pinning it in models.lock."""
