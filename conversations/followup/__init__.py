"""Following up: who has not submitted, and reminding them."""
