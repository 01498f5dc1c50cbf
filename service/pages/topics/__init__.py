"""What the speeches are about, as pages.

Each line is a file.

    cards      all topics, by the groups they belong to
    over_time  topics by year, and by place, speaker, source and language
    passage_map  all passages as points
    map_data   these points as bytes
    one        one topic: its passages, words, parts, years, and what became of it
    figures    what is counted once for a snapshot, and drawn
"""

from fastapi import APIRouter

from service.pages.topics import cards, one, over_time, passage_map

# Of addresses that begin alike the longer comes first: a topic's is the last.
router = APIRouter(include_in_schema=False)
for room in (cards, over_time, passage_map, one):
    router.include_router(room.router)
