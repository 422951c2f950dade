"""What is checked of a file before anything in it is believed."""
