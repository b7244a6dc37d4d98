"""Reports: answers, submissions, plausibility."""
