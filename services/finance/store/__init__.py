"""Every SQL statement of finance."""
