"""A made-up country and its servers; imports nothing of ours."""
