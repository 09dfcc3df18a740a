"""Who may come in, as what, and what was done: accounts, sessions, roles, the audit trail."""
