"""The wizards that restore a backup, and that undo a restore."""
