"""The tour and the smoke test: the program drives its own windows."""
