"""Reads what can be read of a damaged file into a new one."""
