"""What a developer does to the revisions: writes, checks, rehearses and rebases them.

No window loads it.
"""
