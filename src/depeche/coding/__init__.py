"""Article, sentences and knowledge -> what was reported."""
