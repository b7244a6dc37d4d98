"""People in the database: accounts, roles, invitations, joining."""
