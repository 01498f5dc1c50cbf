"""What every request passes on its way in, and every answer on its way out.

guard        puts the others around the application, in their order
hosts        by which names the service may be asked
access       is a key needed, is it the right one, and has its holder asked too often?
keys         the keys of a corpus, known by their SHA-256    rates    how often, in a minute
headers      what browsers are told                          refusals what is raised here
"""
