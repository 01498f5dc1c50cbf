"""Who may ask, who may write, and how often: keys, scopes, rates."""
