"""Repairs drawn from the real speeches and judged by eye: of how many of each rule, how many were right.

Drawn with `scripts.benchmarks.text.repairs draw ../shared --each 20 --seed 7`; where more than 20 are given,
all there are, by their distinct texts. Rules that make thousands of the same change
(plain characters for compatible ones, Markdown, links) are not here: there is nothing to judge.
"""

from collections.abc import Mapping

JUDGED: Mapping[str, tuple[int, int]] = {  # rule -> drawn, right
    "source_line": (20, 20),
    "credits": (1, 1),
    "bylines": (5, 5),
    "labelled": (11, 11),
    "buttons": (60, 60),
    "page_numbers": (389, 323),  # numbers of laws and papers, financial years, years as headings
    "contents": (40, 40),
    "running_heads": (58, 36),  # names of votes and reactions of the room, which return on each page
    "stage_directions": (120, 120),  # distinct forms, and of the next
    "asides": (65, 65),
    "footers": (218, 218),
    "related": (34, 34),
    "page_words": (3, 3),
    "page_labels": (1, 1),
    "repeats": (731, 731),
    "newspaper": (43, 43),
    "back_links": (582, 582),
    "photo_credits": (45, 45),
    "line_breaks": (20, 19),  # one between two lines of letters that a recogniser made up
    "spaces": (20, 20),
    "private_glyphs": (20, 20),
    "mojibake": (1, 1),
    "pinyin": (81, 81),  # of the seeds, marked by hand
}
