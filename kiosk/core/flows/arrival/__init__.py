"""Flows from the first page to being greeted: home, scanning, typing a name, the guest's way."""
