"""Every event of Aftercare, grouped by the service that says it."""
