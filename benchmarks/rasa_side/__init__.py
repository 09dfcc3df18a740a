"""What runs in Rasa's environment (Python 3.10): nothing of the application is imported here."""
