"""What cannot be right in a household, and what it makes uncertain."""
