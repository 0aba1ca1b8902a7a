"""The simulated phone: its state, its rules, typing on it, and the way to the goal."""
