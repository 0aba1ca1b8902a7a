"""What runs beside the window: the threads' inbox, the controller's adapter, watchers."""
