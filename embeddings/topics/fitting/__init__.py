"""Topics found: a graph of scaled neighbours, its communities, their words, names, kinds and layout.

Nothing here is imported to answer a question; `naming.bertopic_words` is the only file that uses BERTopic.
"""
