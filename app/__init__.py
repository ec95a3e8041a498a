"""Alongside: a blended low-intensity CBT programme for depression."""

__version__ = "0.1.0"
