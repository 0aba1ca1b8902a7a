"""What tests share: fakes, a kiosk, a publisher, a commune, an off-screen window."""
