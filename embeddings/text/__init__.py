"""From the bytes of a source to passages ready to be encoded, without losing a character.

passages         the door: a Speech -> its Passages, a question -> its form
reading          files, folders, archives and rows -> Speech
sources          which files are meant                rows        one row -> Speech
formats/         what each format holds, as text, and how it is encoded
repairs/         the rules: what in a raw text is not speech
cleaning         raw -> clean text + the ledger of its repairs
splitting        clean text -> paragraphs -> passages   sentences   where a long paragraph may be cut
metadata/        what a text says of itself, and who speaks in each passage
language         the language of a passage
folding          one script, one width: the form that is encoded and compared
words            a form -> its words                    stop_words  those that say nothing of a topic
near_duplicates  texts that are the same but for little  shingles   the pieces they are compared by
traced           a text that knows where each of its characters came from
characters       the class of every character
"""
