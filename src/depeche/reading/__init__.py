"""Sources of any format -> Article."""
