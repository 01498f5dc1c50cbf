"""From the bytes of a source to passages ready to be encoded, without losing a character.

reading     files and rows -> Speech              rows         one row of a .jsonl -> Speech
repairs/    the rules: what in a raw text is not speech
cleaning    raw -> clean text + the ledger of its repairs
splitting   clean text -> paragraphs -> passages   sentences    where a long paragraph may be cut
language    the language of a passage
folding     one script, one width: the form that is encoded and compared
words       a form -> its words
passages    the door: a Speech -> its Passages, a question -> its form
traced      a text that knows where each of its characters came from
characters  the class of every character
"""
