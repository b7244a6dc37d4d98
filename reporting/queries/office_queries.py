"""What those who administer look up: units with their people, forms, proposed deletions, who did what."""
