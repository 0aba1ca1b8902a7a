"""``kiosk bench``: one file a measurement, the figures of docs/bench.md. ``registry`` names them all."""
