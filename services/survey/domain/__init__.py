"""The rules of survey, pure."""
