"""Who has the word: labels that open a turn in debates, hearings, press conferences and minutes.

titles    the words before names, and of those who speak by their office
labels    the label at the start of a line, in letters      han_labels  the same in Chinese, Japanese, Korean
openings  which lines of a page open a turn                 speakers    whose turn each passage stands in
"""
