"""The small parts that windows and wizards are made of."""
