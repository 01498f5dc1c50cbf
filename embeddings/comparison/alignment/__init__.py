"""Two passages laid beside each other: their units, the runs they share, the regions and their changes."""
