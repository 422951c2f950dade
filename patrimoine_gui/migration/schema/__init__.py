"""The structure of a file, of a revision, and the comparison of two."""
