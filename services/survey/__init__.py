"""Survey: the customer is asked whether it is right now."""
