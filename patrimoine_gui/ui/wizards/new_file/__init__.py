"""The wizard of a new file."""
