"""The monthly statement: new values of all that is valued by hand, entered in one go."""
