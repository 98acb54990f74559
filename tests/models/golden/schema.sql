CREATE FUNCTION public.hand_over(which uuid, called text, numbered integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'public', 'pg_temp'
    AS $_$
declare
  receiver uuid := nullif(current_setting('swan.partnership', true), '')::uuid;
  place text;
begin
  perform from "case" where id = which for update;
  if not coalesce((select act = 'offered' and details ->> 'to' = (select slug from partnership where id = receiver)
      from event where case_id = which and act in ('offered', 'offer withdrawn', 'handed over')
      order by seq desc limit 1), false) then
    raise insufficient_privilege using message = 'a case is handed over only where both partnerships have agreed';
  end if;
  update "case" set partnership_id = receiver, reference = called, number = numbered,
    former = coalesce(former, '{}') || jsonb_build_object(reference, partnership.slug)
    from partnership where partnership.id = partnership_id and "case".id = which;
  for place in select relname from pg_class join pg_attribute on attrelid = pg_class.oid and attname = 'case_id'
      where relkind = 'r' and relnamespace = 'public'::regnamespace
        and relname not in ('access', 'draft', 'holding', 'notice') loop
    execute format('update %I set partnership_id = $1 where case_id = $2', place) using receiver, which;
  end loop;
  delete from draft where case_id = which;
  update holding set to_on = least(to_on, (swan_now() at time zone 'Europe/London')::date - 1) where case_id = which;
end $_$;
ALTER FUNCTION public.hand_over(which uuid, called text, numbered integer) OWNER TO swan_owner;
CREATE FUNCTION public.swan_now() RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$ select coalesce((select stands_at from demonstration), now()) $$;
ALTER FUNCTION public.swan_now() OWNER TO swan_owner;
CREATE TABLE public.absence (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    from_on date NOT NULL,
    to_on date NOT NULL
);
ALTER TABLE public.absence OWNER TO swan_owner;
CREATE TABLE public.access (
    id uuid NOT NULL,
    partnership_id uuid,
    at timestamp with time zone NOT NULL,
    act character varying NOT NULL,
    account_id uuid,
    person_id uuid,
    session_id uuid,
    case_id uuid,
    guess character varying,
    address character varying NOT NULL,
    said jsonb NOT NULL
);
ALTER TABLE public.access OWNER TO swan_owner;
CREATE TABLE public.account (
    id uuid NOT NULL,
    issuer character varying NOT NULL,
    subject character varying NOT NULL,
    password character varying,
    totp character varying,
    totp_step integer,
    made_at timestamp with time zone NOT NULL,
    disabled_at timestamp with time zone
);
ALTER TABLE public.account OWNER TO swan_owner;
CREATE TABLE public.acknowledgement (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    deadline_id uuid NOT NULL,
    person_id uuid NOT NULL,
    look_on date NOT NULL,
    given_at timestamp with time zone NOT NULL
);
ALTER TABLE public.acknowledgement OWNER TO swan_owner;
CREATE TABLE public.alembic_version (
    version_num character varying(32) NOT NULL
);
ALTER TABLE public.alembic_version OWNER TO swan;
CREATE TABLE public.anchor (
    id uuid NOT NULL,
    partnership_id uuid,
    seq integer NOT NULL,
    day date NOT NULL,
    made_at timestamp with time zone NOT NULL,
    text character varying NOT NULL,
    reads jsonb NOT NULL,
    hash character varying NOT NULL
);
ALTER TABLE public.anchor OWNER TO swan_owner;
CREATE TABLE public.calendar_feed (
    id uuid NOT NULL,
    token character varying NOT NULL,
    partnership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    made_at timestamp with time zone NOT NULL,
    read_at timestamp with time zone,
    ended_at timestamp with time zone
);
ALTER TABLE public.calendar_feed OWNER TO swan_owner;
CREATE TABLE public.calendar_version (
    digest character varying NOT NULL,
    first date NOT NULL,
    last date NOT NULL,
    holidays jsonb NOT NULL,
    closures jsonb NOT NULL
);
ALTER TABLE public.calendar_version OWNER TO swan_owner;
CREATE TABLE public."case" (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    reference character varying NOT NULL,
    year integer NOT NULL,
    number integer NOT NULL,
    harm character varying NOT NULL,
    incident_on date,
    sealed character varying,
    opened_at timestamp with time zone NOT NULL,
    ladders_on boolean NOT NULL,
    seq integer NOT NULL,
    head character varying NOT NULL,
    is_open boolean NOT NULL,
    next_law_on date,
    next_local_on date,
    is_dateless boolean NOT NULL,
    former jsonb
);
ALTER TABLE public."case" OWNER TO swan_owner;
CREATE TABLE public.case_key (
    case_id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    wrapped character varying NOT NULL
);
ALTER TABLE public.case_key OWNER TO swan_owner;
CREATE TABLE public.child (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    "position" integer NOT NULL,
    sealed character varying NOT NULL
);
ALTER TABLE public.child OWNER TO swan_owner;
CREATE TABLE public.deadline (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    run_id uuid NOT NULL,
    item_id uuid,
    name character varying NOT NULL,
    started_by uuid NOT NULL,
    nth integer NOT NULL,
    anchor_on date NOT NULL,
    due_on date,
    target_on date,
    undated_because character varying,
    calendar character varying NOT NULL,
    declared jsonb NOT NULL,
    kind character varying GENERATED ALWAYS AS (
CASE
    WHEN ((declared ->> 'hold'::text))::boolean THEN 'hold'::text
    WHEN ((declared ->> 'expectation'::text))::boolean THEN 'expectation'::text
    WHEN (((declared -> 'duty'::text) ->> 'weight'::text) = 'local'::text) THEN 'local'::text
    ELSE 'law'::text
END) STORED NOT NULL,
    counted jsonb NOT NULL,
    status character varying NOT NULL,
    settled_by uuid,
    settled_on date,
    result character varying,
    late_by integer,
    corrected_settled_on date,
    corrected_result character varying,
    corrected_late_by integer,
    explained_by uuid,
    explained_until date
);
ALTER TABLE public.deadline OWNER TO swan_owner;
CREATE TABLE public.definition (
    digest character varying NOT NULL,
    workflow character varying NOT NULL,
    body character varying NOT NULL
);
ALTER TABLE public.definition OWNER TO swan_owner;
CREATE TABLE public.demonstration (
    one boolean NOT NULL,
    stands_at timestamp with time zone NOT NULL
);
ALTER TABLE public.demonstration OWNER TO swan_owner;
CREATE TABLE public.draft (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    case_id uuid,
    path character varying NOT NULL,
    form character varying NOT NULL,
    saved_at timestamp with time zone NOT NULL
);
ALTER TABLE public.draft OWNER TO swan_owner;
CREATE TABLE public.event (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    seq integer NOT NULL,
    act character varying NOT NULL,
    name character varying NOT NULL,
    about uuid,
    item character varying,
    happened_on date NOT NULL,
    happened_time time without time zone,
    recorded_at timestamp with time zone NOT NULL,
    done_by_role character varying NOT NULL,
    done_by uuid,
    recorded_by uuid,
    login character varying NOT NULL,
    details jsonb NOT NULL,
    evidence jsonb NOT NULL,
    sealed character varying,
    law character varying NOT NULL,
    calendar character varying NOT NULL,
    prev character varying NOT NULL,
    hash character varying NOT NULL
);
ALTER TABLE public.event OWNER TO swan_owner;
CREATE TABLE public.heartbeat (
    part character varying NOT NULL,
    beaten_at timestamp with time zone NOT NULL,
    said jsonb NOT NULL
);
ALTER TABLE public.heartbeat OWNER TO swan_owner;
CREATE TABLE public.holding (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    role character varying NOT NULL,
    agency character varying,
    case_id uuid,
    person_id uuid NOT NULL,
    deputy_id uuid,
    from_on date NOT NULL,
    to_on date
);
ALTER TABLE public.holding OWNER TO swan_owner;
CREATE TABLE public.holiday (
    day date NOT NULL,
    name character varying NOT NULL,
    standing boolean NOT NULL,
    added_at timestamp with time zone NOT NULL
);
ALTER TABLE public.holiday OWNER TO swan_owner;
CREATE TABLE public.invitation (
    id uuid NOT NULL,
    token character varying NOT NULL,
    partnership_id uuid,
    person_id uuid,
    made_at timestamp with time zone NOT NULL,
    expires_at timestamp with time zone NOT NULL,
    used_at timestamp with time zone
);
ALTER TABLE public.invitation OWNER TO swan_owner;
CREATE TABLE public.item (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    run_id uuid NOT NULL,
    kind character varying NOT NULL,
    key character varying NOT NULL,
    state character varying NOT NULL,
    opened_by uuid NOT NULL,
    opened_on date NOT NULL,
    since date NOT NULL
);
ALTER TABLE public.item OWNER TO swan_owner;
CREATE TABLE public.law (
    digest character varying NOT NULL,
    definitions jsonb NOT NULL
);
ALTER TABLE public.law OWNER TO swan_owner;
CREATE TABLE public.membership (
    account_id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    person_id uuid NOT NULL
);
ALTER TABLE public.membership OWNER TO swan_owner;
CREATE TABLE public.message (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    person_id uuid NOT NULL,
    day date NOT NULL,
    daily boolean NOT NULL,
    due_at timestamp with time zone NOT NULL,
    status character varying NOT NULL,
    attempts integer NOT NULL,
    claimed_at timestamp with time zone,
    again_at timestamp with time zone NOT NULL,
    outcome character varying,
    perhaps_twice boolean NOT NULL,
    sent_at timestamp with time zone,
    channel character varying,
    provider_reference character varying
);
ALTER TABLE public.message OWNER TO swan_owner;
CREATE TABLE public.notice (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid,
    deadline_id uuid,
    rung_id uuid,
    person_id uuid NOT NULL,
    role character varying NOT NULL,
    unheld character varying,
    kind character varying NOT NULL,
    key character varying NOT NULL,
    due_at timestamp with time zone NOT NULL,
    raised_at timestamp with time zone NOT NULL,
    message_id uuid NOT NULL
);
ALTER TABLE public.notice OWNER TO swan_owner;
CREATE TABLE public.office_event (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    seq integer NOT NULL,
    act character varying NOT NULL,
    said jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL,
    recorded_by uuid,
    login character varying NOT NULL,
    prev character varying NOT NULL,
    hash character varying NOT NULL
);
ALTER TABLE public.office_event OWNER TO swan_owner;
CREATE TABLE public.partnership (
    id uuid NOT NULL,
    slug character varying NOT NULL,
    name character varying NOT NULL,
    prefix character varying NOT NULL,
    partners jsonb NOT NULL,
    agencies jsonb NOT NULL,
    closures jsonb NOT NULL,
    milestones jsonb NOT NULL,
    law character varying,
    calendar character varying,
    seq integer NOT NULL,
    head character varying NOT NULL
);
ALTER TABLE public.partnership OWNER TO swan_owner;
CREATE TABLE public.person (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    slug character varying NOT NULL,
    name character varying NOT NULL,
    email character varying NOT NULL,
    channel character varying
);
ALTER TABLE public.person OWNER TO swan_owner;
CREATE TABLE public.request (
    partnership_id uuid NOT NULL,
    key character varying NOT NULL,
    digest character varying NOT NULL,
    answer jsonb NOT NULL,
    recorded_at timestamp with time zone NOT NULL
);
ALTER TABLE public.request OWNER TO swan_owner;
CREATE TABLE public.run (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    workflow character varying NOT NULL,
    definition character varying NOT NULL,
    begun_by uuid NOT NULL,
    begun_on date NOT NULL,
    state character varying NOT NULL,
    since date NOT NULL,
    ended_on date,
    passed jsonb NOT NULL
);
ALTER TABLE public.run OWNER TO swan_owner;
CREATE TABLE public.rung (
    id uuid NOT NULL,
    partnership_id uuid NOT NULL,
    case_id uuid NOT NULL,
    deadline_id uuid NOT NULL,
    n integer NOT NULL,
    kind character varying NOT NULL,
    days integer NOT NULL,
    roles character varying[] NOT NULL,
    agency character varying,
    partner character varying,
    due_on date NOT NULL,
    due_at timestamp with time zone NOT NULL,
    urgent boolean NOT NULL,
    status character varying NOT NULL,
    settled_at timestamp with time zone
);
ALTER TABLE public.rung OWNER TO swan_owner;
CREATE TABLE public.web_session (
    id uuid NOT NULL,
    token character varying NOT NULL,
    csrf character varying NOT NULL,
    stage character varying NOT NULL,
    account_id uuid,
    partnership_id uuid,
    person_id uuid,
    aside jsonb NOT NULL,
    address character varying NOT NULL,
    agent character varying NOT NULL,
    begun_at timestamp with time zone NOT NULL,
    seen_at timestamp with time zone NOT NULL,
    proved_at timestamp with time zone,
    ended_at timestamp with time zone,
    ended_because character varying
);
ALTER TABLE public.web_session OWNER TO swan_owner;
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_issuer_subject_key UNIQUE (issuer, subject);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_deadline_id_person_id_key UNIQUE (deadline_id, person_id);
ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);
ALTER TABLE ONLY public.anchor
    ADD CONSTRAINT anchor_partnership_id_day_key UNIQUE NULLS NOT DISTINCT (partnership_id, day);
ALTER TABLE ONLY public.anchor
    ADD CONSTRAINT anchor_partnership_id_seq_key UNIQUE NULLS NOT DISTINCT (partnership_id, seq);
ALTER TABLE ONLY public.anchor
    ADD CONSTRAINT anchor_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.calendar_feed
    ADD CONSTRAINT calendar_feed_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.calendar_feed
    ADD CONSTRAINT calendar_feed_token_key UNIQUE (token);
ALTER TABLE ONLY public.calendar_version
    ADD CONSTRAINT calendar_version_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.case_key
    ADD CONSTRAINT case_key_pkey PRIMARY KEY (case_id);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_partnership_id_year_number_key UNIQUE (partnership_id, year, number);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_reference_key UNIQUE (reference);
ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_case_id_position_key UNIQUE (case_id, "position");
ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.definition
    ADD CONSTRAINT definition_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.demonstration
    ADD CONSTRAINT demonstration_pkey PRIMARY KEY (one);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_person_id_path_key UNIQUE (person_id, path);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_case_id_seq_key UNIQUE (case_id, seq);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.heartbeat
    ADD CONSTRAINT heartbeat_pkey PRIMARY KEY (part);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.holiday
    ADD CONSTRAINT holiday_pkey PRIMARY KEY (day);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_token_key UNIQUE (token);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_run_id_kind_key_key UNIQUE (run_id, kind, key);
ALTER TABLE ONLY public.law
    ADD CONSTRAINT law_pkey PRIMARY KEY (digest);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (account_id, partnership_id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_key_key UNIQUE (key);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.office_event
    ADD CONSTRAINT office_event_partnership_id_seq_key UNIQUE (partnership_id, seq);
ALTER TABLE ONLY public.office_event
    ADD CONSTRAINT office_event_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.partnership
    ADD CONSTRAINT partnership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.partnership
    ADD CONSTRAINT partnership_prefix_key UNIQUE (prefix);
ALTER TABLE ONLY public.partnership
    ADD CONSTRAINT partnership_slug_key UNIQUE (slug);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_partnership_id_slug_key UNIQUE (partnership_id, slug);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_pkey PRIMARY KEY (partnership_id, key);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_case_id_workflow_begun_by_key UNIQUE (case_id, workflow, begun_by);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.rung
    ADD CONSTRAINT rung_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_token_key UNIQUE (token);
CREATE INDEX access_at ON public.access USING btree (partnership_id, at);
CREATE INDEX access_case ON public.access USING btree (case_id, at) WHERE (case_id IS NOT NULL);
CREATE INDEX access_guess ON public.access USING btree (guess, at) WHERE (guess IS NOT NULL);
CREATE UNIQUE INDEX calendar_feed_in_force ON public.calendar_feed USING btree (person_id) WHERE (ended_at IS NULL);
CREATE INDEX case_board ON public."case" USING btree (partnership_id, next_law_on, year, number) WHERE is_open;
CREATE INDEX case_dateless ON public."case" USING btree (partnership_id) WHERE is_dateless;
CREATE INDEX case_former ON public."case" USING btree (partnership_id) WHERE (former IS NOT NULL);
CREATE INDEX case_open ON public."case" USING btree (partnership_id) WHERE is_open;
CREATE INDEX deadline_case ON public.deadline USING btree (case_id);
CREATE INDEX deadline_due ON public.deadline USING btree (partnership_id, due_on);
CREATE UNIQUE INDEX deadline_one_open ON public.deadline USING btree (run_id, name, item_id) NULLS NOT DISTINCT WHERE ((status)::text = 'open'::text);
CREATE INDEX deadline_open ON public.deadline USING btree (partnership_id, kind, due_on, case_id) INCLUDE (name, explained_until, id) WHERE ((status)::text = 'open'::text);
CREATE INDEX deadline_undated ON public.deadline USING btree (partnership_id) WHERE (((status)::text = 'open'::text) AND (due_on IS NULL));
CREATE INDEX event_recorded ON public.event USING btree (partnership_id, recorded_at);
CREATE INDEX holding_role ON public.holding USING btree (partnership_id, role);
CREATE INDEX item_case ON public.item USING btree (case_id);
CREATE INDEX ix_absence_person_id ON public.absence USING btree (person_id);
CREATE INDEX ix_child_case_id ON public.child USING btree (case_id);
CREATE INDEX ix_draft_case_id ON public.draft USING btree (case_id);
CREATE INDEX ix_membership_person_id ON public.membership USING btree (person_id);
CREATE INDEX ix_web_session_account_id ON public.web_session USING btree (account_id);
CREATE INDEX message_failed ON public.message USING btree (partnership_id, due_at) WHERE ((status)::text = 'failed'::text);
CREATE UNIQUE INDEX message_one_daily ON public.message USING btree (person_id, day) WHERE daily;
CREATE INDEX message_sent ON public.message USING btree (sent_at) WHERE ((status)::text = 'sent'::text);
CREATE INDEX message_waiting_due ON public.message USING btree (due_at) WHERE ((status)::text = 'waiting'::text);
CREATE INDEX notice_deadline ON public.notice USING btree (deadline_id);
CREATE INDEX notice_message ON public.notice USING btree (message_id);
CREATE INDEX run_open ON public.run USING btree (partnership_id, workflow) INCLUDE (case_id) WHERE (ended_on IS NULL);
CREATE INDEX rung_armed_due ON public.rung USING btree (due_at, partnership_id) WHERE ((status)::text = 'armed'::text);
CREATE INDEX rung_deadline ON public.rung USING btree (deadline_id, n);
CREATE INDEX rung_unheld ON public.rung USING btree (partnership_id) WHERE ((status)::text = 'unheld'::text);
CREATE INDEX web_session_guest ON public.web_session USING btree (begun_at) WHERE ((stage)::text = 'guest'::text);
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.absence
    ADD CONSTRAINT absence_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.access
    ADD CONSTRAINT access_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_deadline_id_fkey FOREIGN KEY (deadline_id) REFERENCES public.deadline(id);
ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.acknowledgement
    ADD CONSTRAINT acknowledgement_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.anchor
    ADD CONSTRAINT anchor_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.calendar_feed
    ADD CONSTRAINT calendar_feed_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.calendar_feed
    ADD CONSTRAINT calendar_feed_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.case_key
    ADD CONSTRAINT case_key_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.case_key
    ADD CONSTRAINT case_key_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public."case"
    ADD CONSTRAINT case_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.child
    ADD CONSTRAINT child_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_calendar_fkey FOREIGN KEY (calendar) REFERENCES public.calendar_version(digest);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_explained_by_fkey FOREIGN KEY (explained_by) REFERENCES public.event(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_item_id_fkey FOREIGN KEY (item_id) REFERENCES public.item(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_settled_by_fkey FOREIGN KEY (settled_by) REFERENCES public.event(id);
ALTER TABLE ONLY public.deadline
    ADD CONSTRAINT deadline_started_by_fkey FOREIGN KEY (started_by) REFERENCES public.event(id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.draft
    ADD CONSTRAINT draft_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_about_fkey FOREIGN KEY (about) REFERENCES public.event(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_calendar_fkey FOREIGN KEY (calendar) REFERENCES public.calendar_version(digest);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_done_by_fkey FOREIGN KEY (done_by) REFERENCES public.person(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_law_fkey FOREIGN KEY (law) REFERENCES public.law(digest);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.event
    ADD CONSTRAINT event_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(id);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_deputy_id_fkey FOREIGN KEY (deputy_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.holding
    ADD CONSTRAINT holding_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_opened_by_fkey FOREIGN KEY (opened_by) REFERENCES public.event(id);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.item
    ADD CONSTRAINT item_run_id_fkey FOREIGN KEY (run_id) REFERENCES public.run(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_deadline_id_fkey FOREIGN KEY (deadline_id) REFERENCES public.deadline(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_message_id_fkey FOREIGN KEY (message_id) REFERENCES public.message(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE ONLY public.notice
    ADD CONSTRAINT notice_rung_id_fkey FOREIGN KEY (rung_id) REFERENCES public.rung(id);
ALTER TABLE ONLY public.office_event
    ADD CONSTRAINT office_event_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.office_event
    ADD CONSTRAINT office_event_recorded_by_fkey FOREIGN KEY (recorded_by) REFERENCES public.person(id);
ALTER TABLE ONLY public.person
    ADD CONSTRAINT person_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.request
    ADD CONSTRAINT request_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_begun_by_fkey FOREIGN KEY (begun_by) REFERENCES public.event(id);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_definition_fkey FOREIGN KEY (definition) REFERENCES public.definition(digest);
ALTER TABLE ONLY public.run
    ADD CONSTRAINT run_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.rung
    ADD CONSTRAINT rung_case_id_fkey FOREIGN KEY (case_id) REFERENCES public."case"(id);
ALTER TABLE ONLY public.rung
    ADD CONSTRAINT rung_deadline_id_fkey FOREIGN KEY (deadline_id) REFERENCES public.deadline(id);
ALTER TABLE ONLY public.rung
    ADD CONSTRAINT rung_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_partnership_id_fkey FOREIGN KEY (partnership_id) REFERENCES public.partnership(id);
ALTER TABLE ONLY public.web_session
    ADD CONSTRAINT web_session_person_id_fkey FOREIGN KEY (person_id) REFERENCES public.person(id);
ALTER TABLE public.absence ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.access ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.acknowledgement ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.anchor ENABLE ROW LEVEL SECURITY;
ALTER TABLE public."case" ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.case_key ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.child ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.deadline ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.draft ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.event ENABLE ROW LEVEL SECURITY;
CREATE POLICY every ON public.absence TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.access TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.acknowledgement TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.anchor TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public."case" TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.case_key TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.child TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.deadline TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.draft TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.event TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.holding TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.item TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.message TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.notice TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.office_event TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.person TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.request TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.run TO swan_clock USING (true) WITH CHECK (true);
CREATE POLICY every ON public.rung TO swan_clock USING (true) WITH CHECK (true);
ALTER TABLE public.holding ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.item ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.message ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.notice ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.office_event ENABLE ROW LEVEL SECURITY;
CREATE POLICY own ON public.absence TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.access TO swan_app USING (((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid) OR (partnership_id IS NULL))) WITH CHECK (((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid) OR (partnership_id IS NULL)));
CREATE POLICY own ON public.acknowledgement TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.anchor TO swan_app USING (((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid) OR (partnership_id IS NULL))) WITH CHECK (((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid) OR (partnership_id IS NULL)));
CREATE POLICY own ON public."case" TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.case_key TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.child TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.deadline TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.draft TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.event TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.holding TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.item TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.message TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.notice TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.office_event TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.person TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.request TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.run TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
CREATE POLICY own ON public.rung TO swan_app USING ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid)) WITH CHECK ((partnership_id = (NULLIF(current_setting('swan.partnership'::text, true), ''::text))::uuid));
ALTER TABLE public.person ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.request ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.run ENABLE ROW LEVEL SECURITY;
ALTER TABLE public.rung ENABLE ROW LEVEL SECURITY;
GRANT ALL ON SCHEMA public TO swan_owner;
GRANT USAGE ON SCHEMA public TO swan_app;
GRANT USAGE ON SCHEMA public TO swan_clock;
REVOKE ALL ON FUNCTION public.hand_over(which uuid, called text, numbered integer) FROM PUBLIC;
GRANT ALL ON FUNCTION public.hand_over(which uuid, called text, numbered integer) TO swan_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.absence TO swan_app;
GRANT SELECT ON TABLE public.absence TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.access TO swan_app;
GRANT SELECT,INSERT ON TABLE public.access TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.account TO swan_app;
GRANT SELECT ON TABLE public.account TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.acknowledgement TO swan_app;
GRANT SELECT ON TABLE public.acknowledgement TO swan_clock;
GRANT SELECT ON TABLE public.anchor TO swan_app;
GRANT SELECT,INSERT ON TABLE public.anchor TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.calendar_feed TO swan_app;
GRANT SELECT ON TABLE public.calendar_feed TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.calendar_version TO swan_app;
GRANT SELECT ON TABLE public.calendar_version TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public."case" TO swan_app;
GRANT SELECT ON TABLE public."case" TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.case_key TO swan_app;
GRANT SELECT ON TABLE public.case_key TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.child TO swan_app;
GRANT SELECT ON TABLE public.child TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.deadline TO swan_app;
GRANT SELECT ON TABLE public.deadline TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.definition TO swan_app;
GRANT SELECT ON TABLE public.definition TO swan_clock;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.demonstration TO swan_app;
GRANT SELECT ON TABLE public.demonstration TO swan_clock;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.draft TO swan_app;
GRANT SELECT ON TABLE public.draft TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.event TO swan_app;
GRANT SELECT ON TABLE public.event TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.heartbeat TO swan_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.heartbeat TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.holding TO swan_app;
GRANT SELECT ON TABLE public.holding TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.holiday TO swan_app;
GRANT SELECT ON TABLE public.holiday TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.invitation TO swan_app;
GRANT SELECT ON TABLE public.invitation TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.item TO swan_app;
GRANT SELECT ON TABLE public.item TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.law TO swan_app;
GRANT SELECT ON TABLE public.law TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.membership TO swan_app;
GRANT SELECT ON TABLE public.membership TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.message TO swan_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.message TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.notice TO swan_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.notice TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.office_event TO swan_app;
GRANT SELECT ON TABLE public.office_event TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.partnership TO swan_app;
GRANT SELECT ON TABLE public.partnership TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.person TO swan_app;
GRANT SELECT ON TABLE public.person TO swan_clock;
GRANT SELECT,INSERT ON TABLE public.request TO swan_app;
GRANT SELECT ON TABLE public.request TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.run TO swan_app;
GRANT SELECT ON TABLE public.run TO swan_clock;
GRANT SELECT,INSERT,UPDATE ON TABLE public.rung TO swan_app;
GRANT SELECT,INSERT,UPDATE ON TABLE public.rung TO swan_clock;
GRANT SELECT,INSERT,DELETE,UPDATE ON TABLE public.web_session TO swan_app;
GRANT SELECT ON TABLE public.web_session TO swan_clock;
