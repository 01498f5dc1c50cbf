"""Writing over HTTP: speeches are added and removed as jobs, one after the other, that survive a restart.

routes       where they are handed in and asked about
given        a speech sent as JSON               uploads      files, streamed to disk within limits
spools       what was sent, until it is read     idempotency  the same request sent twice
desk         takes a job                         book         notes it, durably
runner       does it                             job, shapes  what a job is, and how it is shown
"""
