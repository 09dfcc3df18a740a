"""From a draft to what citizens read, and back: proposals, reviews, the calendar, history, guides, notices."""
