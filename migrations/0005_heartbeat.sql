-- One row that is written to find out whether the database can be written.
create table heartbeat (
    id integer primary key check (id = 1),
    -- How often it was written.
    beats integer not null check (beats >= 0)
) strict;

insert into heartbeat (id, beats) values (1, 0);
