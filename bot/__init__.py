"""What the outside world touches: channels, the turn, delivery, settings, command line; where objects are wired."""
