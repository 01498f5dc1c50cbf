"""Writing over HTTP: speeches are added and removed as jobs, one after the other, that survive a restart.

`given` and `uploads` receive what is sent, `spools` keep it until it is read, `idempotency` recognises what
is sent twice, `job_service` takes a job, `database` notes it durably, `runner` does it, `job` and `shapes`
say what it is.
"""
