"""Finding the service that is meant. `linker`: which published service a citizen's message is about."""
