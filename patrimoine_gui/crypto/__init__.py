"""Keys, passphrases and encrypted values: bytes in, bytes out."""
