"""What the outside world touches: channels, turn, delivery, settings, command line, wiring."""
