"""Flows of the facilitator: PIN, opening, dashboard, hall, summary, voice recording."""
