"""What intake can do: each a verb that loads, decides, saves and announces."""
