"""What a person types: amounts, numbers and days, read without a guess; see each module.

What can be read in two ways is refused with both (`EntryAmbiguous`), what cannot be read with the
reason (`EntryUnreadable`); neither tells a log what was typed.
"""
