"""Why the stack cannot be had."""


class CannotStart(Exception):
    """The stack, or a server it needs, cannot be started; the text says what to do."""
