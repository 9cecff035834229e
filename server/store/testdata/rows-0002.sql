-- A row of each table, as the release with migration 0002 has written them.
insert into account values ('a1', '李老师', 'operator', 1764547200000000);
insert into identity values ('https://id.example', 's1', 'a1');
insert into passkey values ('p1', 'a1', '{}', 1764547200000001, 0);
insert into claim values ('c1', 'Ada', 'teacher', null, 1764547200000002, 1764633600000002, 0);
insert into class values ('k1', 'K7QX2M', 'a1', 'Systems', 'en', 1764547200000003, 0, 0, 0, 17);
insert into member values ('m1', 'k1', null, 'Amber Heron', 'learner', 1764547200000004, 0);
insert into member values ('m2', 'k1', 'a1', '李老师', 'teacher', 1764547200000003, 0);
insert into session values ('h1', 'a1', null, 1767139200000000);
insert into session values ('h2', null, 'm1', 1767139200000000);
insert into question values ('q1', 'k1', 'gather', 'four', 'predict', 'v1', 'discuss', 12, 1764547200000005, 0);
insert into vote values ('q1', 'm1', 1, '2', 'key1', 1764547200000006);
insert into hand values ('d1', 'k1', 'm1', 'key2', 1764547200000007, 0);
insert into card values ('k1', 1, 'snippet', '{"snippet":"gather/four"}', 1764547200000008, 'key4');
insert into submission values ('s1', 'm1', 'http/four-at-a-time', 'v1', '{"main.go":"package main"}', '[]', 'key3', 1764547200000009);
insert into progress values ('m1', 'gather', 'gather/four', 'stuck', 'deadlock', 'all goroutines wait', 'main.go:12', 3, 4, 1764547200000001, 1764547200000009, 'package main', 'v1', 0);
