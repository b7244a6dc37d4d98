"""When to speak unprompted: the working calendar, the policies (pure), the planner and its scheduler."""
