-- A card that is sent twice is one.
alter table card add column key text not null default '';
create unique index card_key on card (class, key) where key <> '';

-- The program of the last run, as an example of its group; the exercise's version; since when it is done.
alter table progress add column source text not null default '';
alter table progress add column version text not null default '';
alter table progress add column done bigint not null default 0;
create index progress_outcome on progress (exercise, outcome);
