"""Puts in order, on a private copy, what was wrong with a file before anything was done to it."""
