-- The pages of history that are in, so that an interrupted backfill goes on where it stopped.
create table backfilled (
    -- What is being filled, such as 'btc_quarter_hours'.
    job text not null check (length(job) between 1 and 200),
    -- The finished page, in the job's own words.
    page text not null check (length(page) between 1 and 200),
    -- When it was finished, in seconds since 1970 UTC.
    finished_at integer not null,
    primary key (job, page)
) strict, without rowid;
