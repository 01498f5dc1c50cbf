"""Formulas (提法): wordings that many speeches share, found in a corpus without a list of any.

tokens      what a phrase is made of, and what it cannot cross
ngrams      runs of tokens that return, with how they hold together and what stands beside them
telling_words  offices, who reports, what only joins others
kinds       set phrase, name, plain term, quotation, words of the occasion
finding     the formulas of a corpus
variation   how one wording varies another
families    formulas that vary one another
uses        where known formulas occur, passage by passage
usage       who uses one, when, and who no longer does
inventory   what is kept of all that, as files of a snapshot
book        the formulas of a snapshot, to be asked
places      where a wording stands, in the original text
tracing     any wording, and its variants, traced through a snapshot
"""
