"""Places a person can be in the kiosk, one flow each."""
