"""What gives a swindle away: the addresses in a message, and what was said. Pure; nothing is fetched."""
