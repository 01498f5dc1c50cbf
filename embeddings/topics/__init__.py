"""What speeches are about: topics fitted to a corpus, passages assigned to them, the shares that follow."""
