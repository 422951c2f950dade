"""The main window: its frame, its banners, and its pages."""
