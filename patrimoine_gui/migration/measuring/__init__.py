"""What is measured before and after a run, and compared."""
