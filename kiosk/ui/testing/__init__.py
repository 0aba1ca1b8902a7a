"""What shows, drives and measures the real screens without a person: for tests, gallery, tour, bench and preview.

The running kiosk never imports this package (import-linter).
"""
