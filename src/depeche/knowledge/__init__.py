"""What Dépêche knows before it reads; all of it comes from `data/`."""
