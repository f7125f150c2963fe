"""Finance: what a repair costs, who approves it, and who pays for it in the end."""
