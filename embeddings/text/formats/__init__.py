"""Formats that are more than plain text: what each holds, as text.

confined       parses pages and documents in another process, with limits of memory and time
child          that process                          extract       what it hands back
web_page       .html: the main text, by two extractors             page_encoding  what a page says it is in
word_document  .docx                                 pdf           .pdf: its text layer
rows           .jsonl and .csv: rows of named values         lines         the lines of a file, as bytes
archive        .zip: the files in it, within limits
encodings      which encoding bytes are in, and how sure that is   everyday  what real text looks like
"""
