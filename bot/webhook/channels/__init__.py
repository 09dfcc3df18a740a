"""The ways in: each channel is a router that hands messages to `Conversations`."""
