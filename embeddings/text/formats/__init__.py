"""Formats that are more than plain text: what each holds, as text.

`encodings` says which encoding bytes are in, `lines` and `archive` read within limits. `web`, `pdf` and
`office` take texts out of pages and documents, in another process (`sandbox`); `xml_text` takes them out
of the XML of parliaments.
"""
