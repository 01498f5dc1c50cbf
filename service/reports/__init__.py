"""Topics and comparisons for people: pages that stand alone, pictures, tables for spreadsheets, exports.

`html` fills the templates in pages/, the `*_figures`, `*_counts` and `*_map` files give the numbers they
draw, the `*_words` say it in both languages, `tables` and `exports` write rows,
`spreadsheets` makes them safe to open.
"""
