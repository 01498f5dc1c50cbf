"""How a question is answered under load: a place first (`capacity`), then one session with one snapshot.

`query_service` admits, `query_session` runs the steps, `encoder_queue` is the only way to the model,
`search_threads` rank and explain, `cursors` say where the next page begins.
"""
