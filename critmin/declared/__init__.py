"""Declarations of questions: what each is, what it takes, and what that is called outside."""
