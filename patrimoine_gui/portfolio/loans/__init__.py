"""Loans: terms, schedules, what is owed on a day, early repayment."""
