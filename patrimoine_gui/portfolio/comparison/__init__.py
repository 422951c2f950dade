"""Two households compared: what was added, changed and removed."""
