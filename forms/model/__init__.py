"""What a form is: questions, expressions, indicators, texts, findings."""
