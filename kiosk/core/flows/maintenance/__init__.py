"""Flows of the maintenance staff: overview, packs by USB, the time code."""
