"""Runs a program in a page: see program.py."""
