"""XForm XML compiled into a form's definition."""
