"""Everything technical that is the same in five services. It knows no business word."""
