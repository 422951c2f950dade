"""The windows; nothing below this package knows Qt."""
