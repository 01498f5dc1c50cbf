"""How answers are shown over HTTP: it asks `embeddings` and knows nothing of how answers are found.

app          create_app: the corpus is opened, the rooms below are put together
serving      serve: the application behind uvicorn, until it is told to stop
routes       the questions of version 1         operations   livez, readyz
questions    what may be asked, strictly typed   schemas      the shapes of the answers
desk         one snapshot for each question      pool         a bounded number of questions at once
bodies       bytes of a request -> JSON          addresses    a path -> the speech it names
problems     what goes wrong, as RFC 9457        settings     read once, from the environment
connections  how many, how long, what is no request  open_files  as many as the system lets
gate         what every request passes: access (keys, rates), hosts, headers
writing      adding and removing, as jobs: given and uploads (what is sent), job_desk (where it is handed in),
             job_book (where it is noted), job_runner (what does it), jobs (what a job is)
"""
