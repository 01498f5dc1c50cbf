"""The JSON shapes of answers, over HTTP and from `--json` alike. Each is made from a value of the core."""
