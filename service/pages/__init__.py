"""The page: what the service answers, in a browser, without reading a manual.

Each line is a file. The pages ask the same core as the API, with the same limits and problems.

    site         the routes of all pages together, their files, the choice of a language
    search       one box, matches with facets, nothing found
    speech       a speech with its margins; a cited passage
    topics       topics as cards, as a map, over time and across groups; one topic
    compare      a pasted or dropped speech against the corpus
    formulas     set phrases, listed and traced
    corpus       what is in the corpus
    faults       a problem as a page that says what to do
    rendering    templates, and what they may use
    interface    the words of the interface in English and Chinese
    marking      texts cut where something is marked
    addresses    the permanent address of each view
"""
