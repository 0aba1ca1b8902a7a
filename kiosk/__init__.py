"""The application at the village: a touch-screen kiosk for digital-skills practice points."""
__version__ = "0.1.0"
