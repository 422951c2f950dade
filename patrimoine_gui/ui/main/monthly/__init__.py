"""The window of the monthly statement."""
