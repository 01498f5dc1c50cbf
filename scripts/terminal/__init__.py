"""What the commands share with whoever sits at the terminal: options, errors, progress, how answers look."""
