"""Commands: flags to a flow, the flow's result to render, the rest to stderr. One small file a group of commands."""
