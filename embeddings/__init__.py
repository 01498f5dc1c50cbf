"""The core of Tifa: speeches in, answers out. It knows no web and no command line.

Imports point from the bottom of this list to its top, and import-linter holds them to it.

    The values      speech  dates  made_with  errors
    The texts       text/ : reading, repairing, folding, splitting, what a text says of itself
    The vectors     models/  encoder/  space (what "similar" means)  index (nearest rows)
    The words       lexical (BM25)  alignment (what two texts share)
    The themes      topics/ : fitted, assigned, shared out
    The truth       store (corpus.sqlite)  writer (one at a time)
    A snapshot      contents  passage_tables  manifest  snapshot (open, to be asked)  filters
                    publishing (all of it or not at all)  current (which one is asked)
    A question      question  phrases  fusion  ranking  repeats  arranging  search
                    explain (why a passage matched)  citation  similar_speeches
    A comparison    comparison : a new speech against the corpus
    The jobs        indexing  missing_vectors  reencoding  resplitting  theming
                    projection (from the store to a snapshot)
    The door        corpus : open, to be asked
"""
