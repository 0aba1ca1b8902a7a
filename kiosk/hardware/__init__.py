"""What is plugged in: camera, QR decoders, loudspeaker, and the service manager. Knows only the core."""
