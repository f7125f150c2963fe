"""Ways to hurt one server, clock, disk or pool, each with a test that shows that it really does."""
