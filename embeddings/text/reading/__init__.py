"""Files, folders, archives and rows -> speeches. An unreadable one is reported and skipped."""
