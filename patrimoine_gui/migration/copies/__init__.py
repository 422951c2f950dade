"""The private copies that a run works on, and the new files made of them."""
