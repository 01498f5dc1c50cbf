"""The commands, one module each: they read arguments, call the core or the service, and report."""
