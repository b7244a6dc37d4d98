"""What to say in reply: the dialogues of officer and supervisor. Pure: event in, state and effects out."""
