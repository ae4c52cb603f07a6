"""The desk: Django's admin with our theme, our workspaces, and every write through a service."""
