"""What survey can do, one function per verb: load, decide, save, announce."""
