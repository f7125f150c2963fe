"""The rules of dispatch: pure, without a clock, a database or a framework."""
