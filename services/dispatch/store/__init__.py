"""Every SQL statement of dispatch: rows to domain objects and back."""
