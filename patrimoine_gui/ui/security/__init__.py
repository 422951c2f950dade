"""The keys of an open file: another passphrase, another recovery key, other keys altogether."""
