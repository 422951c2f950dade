"""Versioned codecs and measures that revisions use.

A module here is never edited once the work that brought it is finished: a file of that day must
be read the same way for ever. A mistake is mended by a new version of the module.
"""
