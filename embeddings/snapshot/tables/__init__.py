"""passages.sqlite of a snapshot, asked: its speeches, its passages, and the words they hold."""
