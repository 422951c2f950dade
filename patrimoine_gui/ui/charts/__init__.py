"""Charts; the plotting library is loaded only when one is drawn."""
