-- Times are microseconds since 1970, UTC; 0: it has not happened. Names that are random (id, code) are text.
-- Of tokens the SHA-256 is kept, in hex. What belongs to a class goes with it.

create table account (
	id text primary key,
	name text not null,
	role text not null, -- operator or teacher
	created bigint not null
);

-- Whom a provider of OpenID Connect calls by a subject.
create table identity (
	issuer text not null,
	subject text not null,
	account text not null references account (id) on delete cascade,
	primary key (issuer, subject)
);
create index identity_account on identity (account);

create table passkey (
	id text primary key, -- that of the credential
	account text not null references account (id) on delete cascade,
	credential text not null, -- JSON, as go-webauthn has it
	created bigint not null,
	used bigint not null
);
create index passkey_account on passkey (account);

-- A link that makes its bearer an operator or a teacher, or signs in one who has lost a passkey: once.
create table claim (
	hash text primary key,
	name text not null,
	role text not null,
	account text references account (id) on delete cascade, -- that it signs in to; null: one that it makes
	created bigint not null,
	expires bigint not null,
	used bigint not null
);

create table class (
	id text primary key,
	code text not null unique, -- what students type
	owner text not null references account (id) on delete cascade,
	title text not null,
	lang text not null,
	opened bigint not null,
	closed bigint not null,
	locked bigint not null, -- since when nobody joins
	named bigint not null,  -- since when names are those that were generated
	rev bigint not null     -- grows with every change of what all see
);
create index class_owner on class (owner);
create index class_closed on class (closed);

create table member (
	id text primary key,
	class text not null references class (id) on delete cascade,
	account text references account (id) on delete cascade, -- of teachers and assistants
	name text not null,
	role text not null, -- teacher, assistant or learner
	joined bigint not null,
	removed bigint not null,
	unique (class, account)
);

-- A browser of an account's, or a tab of a student's.
create table session (
	hash text primary key,
	account text references account (id) on delete cascade,
	member text references member (id) on delete cascade,
	expires bigint not null
);
create index session_account on session (account);
create index session_member on session (member);
create index session_expires on session (expires);

create table question (
	id text primary key,
	class text not null references class (id) on delete cascade,
	lesson text not null,
	name text not null, -- of the prediction, or the question of a quiz
	kind text not null, -- predict or quiz
	version text not null, -- hash of its text and options
	phase text not null, -- ask, discuss, again or reveal
	rev bigint not null,
	asked bigint not null,
	revealed bigint not null
);
create index question_class on question (class);

create table vote (
	question text not null references question (id) on delete cascade,
	member text not null references member (id) on delete cascade,
	round bigint not null, -- 1, or 2 after the discussion
	value text not null,
	key text not null, -- made by the page
	at bigint not null,
	primary key (question, member, round),
	unique (member, key)
);

create table hand (
	id text primary key,
	class text not null references class (id) on delete cascade,
	member text not null references member (id) on delete cascade,
	key text not null, -- made by the page
	at bigint not null,
	done bigint not null, -- since when it is down
	unique (member, key)
);
create index hand_class on hand (class, at);

create table card (
	class text not null references class (id) on delete cascade,
	n bigint not null, -- 1, 2, 3, …
	kind text not null,
	body text not null, -- JSON
	at bigint not null,
	primary key (class, n)
);

create table submission (
	id text primary key,
	member text not null references member (id) on delete cascade,
	exercise text not null,
	version text not null, -- hash of the exercise's checks
	files text not null, -- JSON
	verdicts text not null, -- JSON
	key text not null, -- made by the page
	at bigint not null,
	unique (member, key)
);
create index submission_exercise on submission (member, exercise, at);

-- Where a student is with a snippet or an exercise: of runs the last, and how many ended alike.
create table progress (
	member text not null references member (id) on delete cascade,
	lesson text not null,
	exercise text not null, -- or the snippet
	state text not null, -- open, stuck or done
	outcome text not null, -- of the last run: ok, deadlock, leak, …
	finding text not null, -- a sentence of behave's, or a check's
	line text not null, -- main.go:12
	alike bigint not null, -- runs in succession with this outcome
	tries bigint not null,
	began bigint not null,
	at bigint not null,
	primary key (member, lesson, exercise)
);
