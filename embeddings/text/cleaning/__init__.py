"""Raw text -> clean text. Each change is a `Repair` that a named rule proposed; nothing else changes a text.

Each line is a file or a room.

    clean       applies the rules and keeps the ledger
    rules       all rules in their order, and how one is left out
    page        what a rule looks at
    speaker_labels  labels that open a turn, as repairs
    stage_directions  how the room reacted
    furniture/  what pages wrap around a speech: buttons, footers, bylines, page numbers, boilerplate
    damage/     what happened to the speech itself: glyphs, encodings, wraps, loops, pinyin
"""
