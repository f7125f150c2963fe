"""Every SQL statement of survey."""
