"""Commands: what changes a household file.

A command runs inside one transaction (`session.CommandSession.command`), is written down in the
journal of the file, and can be undone and redone, after a restart too (`undo`). Several commands
inside one transaction are one batch: they are undone together.
"""
