"""People: roles, permissions, chats, phone numbers, invitations."""
