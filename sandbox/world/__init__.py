"""The sandbox's world: clock, people, files, faults."""
