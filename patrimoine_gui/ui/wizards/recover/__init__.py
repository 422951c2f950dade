"""The wizard that reads what is left of a damaged file."""
