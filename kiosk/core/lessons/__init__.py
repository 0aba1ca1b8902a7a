"""What a lesson is: its records, the curriculum around it, what to recommend next."""
