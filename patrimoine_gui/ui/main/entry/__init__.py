"""The dialogs in which something is entered into the open file."""
