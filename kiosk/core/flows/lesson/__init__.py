"""Flows of a learner in lessons: choosing, doing, asking, being done."""
