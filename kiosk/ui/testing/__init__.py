"""Driving and judging the real screens: driver, gallery, layout check, samples."""
