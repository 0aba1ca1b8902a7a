"""Pure rules of the kiosk: no clock, disk, thread or library. Events in, immutable views out."""
