"""Speed, memory and quality, measured beside a peer or a limit in the same run."""
