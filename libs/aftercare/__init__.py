"""Starting, stopping, showing and feeding Aftercare: the operator's commands, and the fixture for departments' tests."""
