"""Net worth over time, in arrays: the only users of numpy in the domain."""
