"""The machine: systemd, drives, process memory and priority."""
