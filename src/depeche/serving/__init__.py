"""A store -> pages for people and JSON for programs, over HTTP."""
