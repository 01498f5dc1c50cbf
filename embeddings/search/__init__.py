"""A question and its answer.

`questions` reads it and gives it a direction, `looking_up` does what needs no vector, `pool` says which
passages are weighed, `ranking`, `fusion` and `nearness` put them in order, `strength_filter`, `duplicates`
and `grouping` choose what is shown, `explanation` and `wording` mark why, `answering` says which passages
answer at all. `similar_speeches` compares whole speeches.
"""
