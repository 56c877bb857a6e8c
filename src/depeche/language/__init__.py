"""Article -> sentences with their syntax."""
