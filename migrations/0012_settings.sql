-- What the operator chose for the whole installation. What nobody ever changed has no row; what was put back keeps its row
-- without a body, so that its revision never comes twice.
create table setting (
    -- 'preset', 'usual', 'regime': of the installation, for new subscribers, how the regime is told.
    -- 'rules', 'wishes': grow with every change of the tables `rule` and `subscriber_threshold`.
    -- 'regime_told': with which model the regime was last told.
    name text not null primary key check (name in ('preset', 'usual', 'regime', 'rules', 'wishes', 'regime_told')),
    -- JSON of the form the program uses; null for the default.
    body text check (octet_length(body) <= 20000 and json_valid(body)),
    -- Grows with every change, so that of two who change it at the same time the later one is told.
    revision integer not null check (revision >= 1),
    -- In seconds since 1970 UTC; 0 for wishes.
    updated_at integer not null
) strict, without rowid;

-- So that every change is seen, whoever makes it: of two within a second, too.
create trigger rule_added after insert on rule
begin
    insert into setting (name, revision, updated_at) values ('rules', 1, new.updated_at)
    on conflict (name) do update set revision = revision + 1, updated_at = excluded.updated_at;
end;

create trigger rule_changed after update on rule
begin
    insert into setting (name, revision, updated_at) values ('rules', 1, new.updated_at)
    on conflict (name) do update set revision = revision + 1, updated_at = excluded.updated_at;
end;

create trigger rule_removed after delete on rule
begin
    insert into setting (name, revision, updated_at) values ('rules', 1, old.updated_at)
    on conflict (name) do update set revision = revision + 1, updated_at = excluded.updated_at;
end;

create trigger wish_added after insert on subscriber_threshold
begin
    insert into setting (name, revision, updated_at) values ('wishes', 1, 0)
    on conflict (name) do update set revision = revision + 1;
end;

create trigger wish_changed after update on subscriber_threshold
begin
    insert into setting (name, revision, updated_at) values ('wishes', 1, 0)
    on conflict (name) do update set revision = revision + 1;
end;

create trigger wish_removed after delete on subscriber_threshold
begin
    insert into setting (name, revision, updated_at) values ('wishes', 1, 0)
    on conflict (name) do update set revision = revision + 1;
end;
