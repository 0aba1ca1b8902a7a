"""Lesson packs: what they are, how they are installed, what the kiosk offers from them."""
