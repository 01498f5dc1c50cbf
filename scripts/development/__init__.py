"""Tools for those who change Tifa; none of them is needed to run it."""
