-- Every value of every series, as it was seen. Rows are added, never changed: what was seen first stays beside every
-- later revision. Kept in the order of its key, so that all reads are short seeks, with a million rows too.
create table observation (
    -- The series' id, such as 'us10y'.
    series text not null check (length(series) between 1 and 64),
    -- The moment the value speaks of, in seconds since 1970 UTC; a civil day is its midnight.
    observed_at integer not null,
    -- 0 as first seen, then 1, 2, … for each time the value of this moment changed. The highest counts.
    revision integer not null check (revision >= 0),
    -- When this program first saw this revision, in seconds since 1970 UTC.
    first_seen_at integer not null,
    -- In the series' one unit. Without a bound SQLite would store infinity; it turns NaN into null by itself.
    value real not null check (value > -1e308 and value < 1e308),
    -- Who answered, such as 'fredgraph'; for derived series, who answered for the legs.
    source text not null check (length(source) <= 200),
    -- The publisher's place among those of its series, 0 first. A worse-placed one never overwrites.
    standing integer not null check (standing between 0 and 255),
    -- How the value came: seen as it was published, asked for as history, or shipped with the program.
    origin text not null check (origin in ('live', 'backfill', 'bundled')),
    primary key (series, observed_at, revision)
) strict, without rowid;
