"""What communities are called: their words, labels and descriptions."""
