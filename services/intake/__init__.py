"""Intake: every contact recorded, numbered, classed, routed, followed and closed."""
