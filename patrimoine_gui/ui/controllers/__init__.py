"""Which window is shown when, and what runs beside it."""
