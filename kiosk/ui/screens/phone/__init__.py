"""Screens of the simulated phone."""
