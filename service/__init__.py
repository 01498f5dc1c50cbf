"""How answers are shown over HTTP. It asks `embeddings` and knows nothing of how answers are found.

Each line is a file or a room. A room imports only from lines below its own; import-linter checks that.

    app          create_app: the corpus is opened, the rooms are put together; serve: it is run
    description  what the OpenAPI page says of the service
    middleware/  what every request passes: hosts, keys, load shedding, headers
    api/         the routes, a file for each noun
    pages/       what the service answers, in a browser
    jobs/        writing: speeches are added and removed as jobs that survive a restart
    answering/   capacity, the encoder's queue, the search threads, cursors
    auth/        API keys, scopes, rates
    server/      the port, the connections and their limits
    opening      a corpus and the encoder that made it, opened for questions
    problems/    what goes wrong, as RFC 9457 problem details
    reports/     topics and comparisons as pages, pictures, tables and exports
    schemas/     the JSON shapes of answers
    parameters/  what may be asked: query strings, bodies, paths
    metrics      what is counted and timed, for Prometheus
    logs         lines for people, or JSON for machines
    settings     read once from the environment
    errors       everything that the service raises
"""
