"""The domain in words: what it finds, what things are called, what a command did."""
