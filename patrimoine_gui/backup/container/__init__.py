"""The format of a backup: a head that anybody can read, then the file, encrypted."""
