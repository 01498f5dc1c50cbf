"""What goes wrong, as RFC 9457 problem details: one table from exception to answer."""
