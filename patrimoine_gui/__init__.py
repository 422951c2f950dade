"""Patrimoine: the wealth of a French household, in one file of its own."""

__version__ = "0.5.0"
