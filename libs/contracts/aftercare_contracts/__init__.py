"""The published language of Aftercare: all that its services, and the departments' systems, know about one another."""
