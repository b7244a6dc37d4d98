"""How people reach us: what every channel can do, and each channel."""
