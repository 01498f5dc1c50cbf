"""The core of Tifa: speeches in, answers out. It knows no web and no command line.

Imports point from the bottom of this list to its top, and import-linter holds them to it.

    The values      speech  dates  made_with  strength (of a match)  errors
    The system      durable (after a power cut)  stages (how long each takes)
    The texts       text/ : reading, repairing, folding, splitting, what a text says of itself
    The vectors     models/  encoder/  space (what "similar" means)  measuring (a space)  index (nearest rows)
                    calibration (what a strength is told by)
    The words       lexical (BM25)  alignment (what two texts share)
    The topics      topics/ : fitted, assigned, shared out
    The truth       store (corpus.sqlite)  on store_connection  store_tables  store_vectors  store_fitted
                    writer (one at a time)
    A snapshot      contents  passage_tables  manifest  snapshot (open, to be asked)  filters
                    publishing (all of it or not at all)  current (which one is asked)
    A question      question  phrases  asker  fusion  ranking  strong_enough  repeats  arranging  search
                    explain (why a passage matched)  citation  revisions (what is cited)  similar_speeches
    A comparison    comparison : a new speech against the corpus
    The jobs        indexing  moving (of files)  missing_vectors  reencoding  resplitting  theming
                    projection (from the store to a snapshot)
    The door        corpus : open, to be asked
    The proof       health/ (is all as it should be?)  evaluation/ (how good are the answers?)
"""
