"""The wizard that changes the keys of an open file."""
