"""A question and its answer.

`question` reads it (`query_syntax`, `phrases`), `query_vector` gives it a language and a direction,
`ranking` and `fusion` order all passages, `strength_filter`, `duplicates` and `grouping` choose what is
shown, `explanation` marks why, `citation` and `cited` give what was found a permanent address.
`similar_speeches` compares whole speeches.
"""
