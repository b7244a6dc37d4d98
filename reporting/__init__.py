"""What is reported: units, periods, rounds, reports, indicators, roll-up, and the documents made of them."""
