"""Fields that understand what is typed: amounts, days, names, a choice out of many."""
