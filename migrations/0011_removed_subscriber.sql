-- People who were removed a moment ago, kept so that it can be taken back; for an hour, then nothing of them is left.
create table removed_subscriber (
    -- Their number, which nobody else is ever given.
    id integer not null primary key,
    -- In seconds since 1970 UTC.
    removed_at integer not null,
    -- Their rows, each a JSON list of objects with the columns of its table.
    person text not null check (json_valid(person)),
    wishes text not null check (json_valid(wishes)),
    mutes text not null check (json_valid(mutes)),
    messages text not null check (json_valid(messages)),
    ratings text not null check (json_valid(ratings)),
    links text not null check (json_valid(links))
) strict;
