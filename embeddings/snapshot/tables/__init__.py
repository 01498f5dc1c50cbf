"""passages.sqlite of a snapshot, asked: speeches, passages, what is known of them, the words they hold."""
