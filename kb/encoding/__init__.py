"""Vectors of whole sentences, from models that run in one process of their own for all others."""
