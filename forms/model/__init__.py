"""The model of a form: questions, expressions, indicators, texts, findings."""
