"""Tables behind the views."""
