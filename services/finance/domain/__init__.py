"""The rules of finance: pure, without a clock, a database or a framework."""
