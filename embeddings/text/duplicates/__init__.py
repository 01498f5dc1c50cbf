"""Speeches and passages that are the same but for little: found by shingles, confirmed letter by letter."""
