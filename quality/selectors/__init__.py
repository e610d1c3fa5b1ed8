"""Reads of quality: the rubric, reviews, coaching, and falls of quality over time."""
