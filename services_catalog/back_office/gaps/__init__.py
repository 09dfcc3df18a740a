"""The gap board: questions that were not answered well, in groups, and what staff make of them."""
