"""The dialogs that stand above any window."""
