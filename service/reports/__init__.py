"""Topics and comparisons for people: pages that stand alone, with pictures, and tables for spreadsheets.

html                 the pages, out of the templates in pages/
topic_counts         what topics come to: their shares of the corpus, of speeches, of periods
topic_figures, topic_map, comparison_figures   the pictures, drawn as SVG
tables               the rows
"""
