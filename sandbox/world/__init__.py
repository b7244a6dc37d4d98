"""The simulated environment: clock, people, files, faults."""
