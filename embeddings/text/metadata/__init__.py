"""What a text says of itself: its title, day, speaker, place and meeting, and who speaks in each passage.

given         what was given, checked by one rule for every door
found         the door: only what was not given, and only what a rule finds        findings  one such thing
speakers      the voice of each passage, from the verbs of saying
speech_lines  the lines of a speech, folded and traced to raw
headings      what a report looks like, and its title      name_lines    a line that is a name
datelines     where the day of a speech stands             dating        days as texts write them
names         names with offices                           places        where it was said
"""
