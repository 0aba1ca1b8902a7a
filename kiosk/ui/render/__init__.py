"""Drawing planned parts with Kivy."""
