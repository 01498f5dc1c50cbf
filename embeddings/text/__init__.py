"""From the bytes of a source to passages ready to be encoded, without losing a character.

Each line is a file or a room.

    reading/     files, folders, archives and rows -> Speech
    formats/     what each format holds, as text, and how it is encoded
    cleaning/    raw text -> clean text and the ledger of its repairs, rule by rule
    metadata/    what a text says of itself, and who speaks in each passage
    names        people in Chinese prose: a name with its office, or one the text has explained
    turns/       who speaks: labels that open a turn, and voices
    running_lines  heads and feet of printed pages
    splitting    clean text -> paragraphs -> passages
    sentences    where a long paragraph may be cut
    passages     the door: a Speech -> its passages, a question -> its normalized text
    script/      characters, languages, folding, offsets: the normalized text that is encoded and compared
    tokens/      normalized text -> words, search terms, units of alignment
    alignment    what two texts share, and what was reworded
    duplicates/  texts that are the same but for little
"""
