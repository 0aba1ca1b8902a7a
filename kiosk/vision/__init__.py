"""Reading QR codes: decoders, rescue stages, and what a frame without a read code shows."""
