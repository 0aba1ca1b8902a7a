"""Screens of a quiz: the message, the question, the reply."""
