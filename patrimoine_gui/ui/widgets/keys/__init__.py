"""Passphrases and recovery keys, as the user meets them."""
