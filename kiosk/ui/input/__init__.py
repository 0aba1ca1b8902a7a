"""From fingers and keys to touches of targets."""
