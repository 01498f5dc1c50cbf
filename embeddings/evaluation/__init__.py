"""Measuring on labelled files: how good the answers are, whether the numbers keep their word, what it costs.

measures.py      a measure, and one result against an earlier one
asking.py        labelled files as a corpus, and questions with their vectors
retrieval.py     Chinese questions; the same paragraphs in seven languages
invariance.py    one question in several scripts
filtering.py     filters against brute force
promises.py      percentiles and strengths, on texts they were not measured on
folder.py        all of it on one folder
"""
