"""Patrimoine: the wealth of a French household, in one file of its own."""

__version__ = "1.4.0"
