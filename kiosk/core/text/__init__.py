"""Vietnamese text: Telex typing, folding names for search, text for speech."""
