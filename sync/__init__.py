"""Everything between the village and the commune. Never imports ``kiosk``."""
