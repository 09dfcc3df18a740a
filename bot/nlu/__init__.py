"""Rasa components for Vietnamese, and how Rasa is served. Runs in Rasa's environment (Python 3.10)."""
