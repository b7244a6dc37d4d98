"""Unprompted messages: pure policies, the planner that applies them, and its scheduler."""
