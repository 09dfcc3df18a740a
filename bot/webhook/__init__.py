"""The web application: channels, privacy, limits, what is said when Rasa is away."""
