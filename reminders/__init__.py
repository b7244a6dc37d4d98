"""Unprompted messages: the working calendar, the pure policies, the planner and its scheduler."""
