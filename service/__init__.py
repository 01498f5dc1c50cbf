"""How answers are shown over HTTP: it asks `embeddings` and knows nothing of how answers are found.

app          create_app: the corpus is opened, the rooms below are put together; serve: it is run
settings     read once, from the environment     opening      the corpus and its encoder
routes       the questions of version 1          operations   livez, readyz, metrics
questions    what may be asked, strictly typed   schemas, comparison_shapes, shapes, about   the answers
problems, kinds   what goes wrong, as RFC 9457   exports, spreadsheets    answers to take away

A request on its way:
connections  how many, how long each, what is no request     open_files   as many as the system lets
gate/        hosts, keys, rates, headers                     door         refused, dropped, counted, noted
bodies       its bytes -> JSON                               addresses    its path -> the speech it names
desk         a place (admission) and a snapshot for it       visit        its steps
pool         the threads that search                         encoder_queue   the one way to the model
cursors      the next page                                   metrics, logs   what is told of it

jobs/        writing: speeches are added and removed
reports/     topics and comparisons as pages, pictures and tables
"""
