"""Letting go of what is due, and forgetting persons."""
