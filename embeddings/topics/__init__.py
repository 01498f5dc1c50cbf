"""What speeches are about: topics fitted to a corpus, passages assigned to them, and the shares that follow."""
