"""Staff's pages of the community digital teams: their codes, what their packs hold, reports."""
