"""The kiosk's end: a process that empties the outbox, fetches the way down and lesson packs."""
