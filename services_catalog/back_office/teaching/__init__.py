"""Teaching Rasa: phrases that staff add, models trained with them, compared, switched to and back."""
