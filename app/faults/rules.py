"""What a fault report may hold."""

LONGEST_WORDS = 2000
"""Letters of what a patient writes with it, and of the answer."""
