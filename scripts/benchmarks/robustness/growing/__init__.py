"""What is done to hostile texts when its growth is measured: rules and steps, documents, records."""
