"""The lessons this kiosk offers: loaded, exchanged as a whole, searched."""
