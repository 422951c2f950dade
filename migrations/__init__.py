"""The revisions of the household file, with everything that they need and nothing else."""
