"""What it takes to open a file, as plain functions for the background. No Qt."""
