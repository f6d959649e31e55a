"""What may be done to the audit chain, as functions of the database's owner.

The program's own role can neither insert, change nor delete a link: it calls these, which `forum migrate` replaces
each time and which run as the owner. `append_links` locks the head, so writers queue there; `link_pending` links what
was put down without the lock; `erase_link` empties one row and leaves its digest. Their search path is pinned, so
that nobody's table or operator of the same name takes the place of ours.
"""

APPEND = """
CREATE OR REPLACE FUNCTION moderation.append_links(acts jsonb) RETURNS TABLE (n bigint, link bytea)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  act record;
  last_n bigint;
  last_link bytea;
BEGIN
  INSERT INTO moderation.chain_head AS h (id, n, link)
  VALUES (1, 0, sha256(convert_to('Hien Ke: audit chain', 'UTF8'))) ON CONFLICT DO NOTHING;
  SELECT h.n, h.link INTO last_n, last_link FROM moderation.chain_head h WHERE h.id = 1 FOR UPDATE;
  FOR act IN
    SELECT (one.value ->> 'at')::timestamptz AS at, one.value ->> 'kind' AS kind, one.value -> 'payload' AS payload,
           decode(one.value ->> 'salt', 'hex') AS salt, decode(one.value ->> 'digest', 'hex') AS digest
      FROM jsonb_array_elements(acts) WITH ORDINALITY AS one (value, place) ORDER BY one.place
  LOOP
    last_n := last_n + 1;
    last_link := sha256(last_link || act.digest || convert_to(last_n || '|' ||
      to_char(act.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00|' || act.kind, 'UTF8'));
    INSERT INTO moderation.links AS l (n, at, kind, payload, salt, digest, link)
    VALUES (last_n, act.at, act.kind, act.payload, act.salt, act.digest, last_link);
  END LOOP;
  UPDATE moderation.chain_head AS h SET n = last_n, link = last_link WHERE h.id = 1;
  RETURN QUERY SELECT last_n, last_link;
END $function$
"""

LINK_PENDING = """
CREATE OR REPLACE FUNCTION moderation.link_pending(most bigint) RETURNS bigint
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
DECLARE
  acts jsonb;
  act_count bigint;
BEGIN
  WITH next AS (
    SELECT p.id FROM moderation.pending p ORDER BY p.id LIMIT most FOR UPDATE SKIP LOCKED
  ), taken AS (
    DELETE FROM moderation.pending p USING next WHERE p.id = next.id RETURNING p.*
  )
  SELECT count(*), jsonb_agg(jsonb_build_object(
           'at', to_char(t.at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00', 'kind', t.kind,
           'payload', t.payload, 'salt', encode(t.salt, 'hex'), 'digest', encode(t.digest, 'hex')) ORDER BY t.id)
    INTO act_count, acts FROM taken t;
  IF act_count > 0 THEN
    PERFORM moderation.append_links(acts);
  END IF;
  RETURN act_count;
END $function$
"""

ERASE = """
CREATE OR REPLACE FUNCTION moderation.erase_link(erased bigint) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $function$
BEGIN
  UPDATE moderation.links AS l SET payload = NULL, salt = NULL
   WHERE l.n = erased AND l.payload IS NOT NULL AND NOT l.payload ? 'erased_n';
  IF NOT FOUND THEN
    RAISE EXCEPTION USING MESSAGE = 'row ' || erased || ' of the audit chain cannot be erased';
  END IF;
END $function$
"""

SIGNATURES = ("append_links(jsonb)", "link_pending(bigint)", "erase_link(bigint)")
FUNCTIONS = (
    APPEND,
    LINK_PENDING,
    ERASE,
    *(f"REVOKE ALL ON FUNCTION moderation.{one} FROM PUBLIC" for one in SIGNATURES),
)
# What the program's role keeps of each table of the chain: (table, what is taken away).
TAKEN_AWAY = (
    ("moderation.links", "INSERT, UPDATE, DELETE, TRUNCATE"),
    ("moderation.chain_head", "INSERT, UPDATE, DELETE, TRUNCATE"),
    ("moderation.pending", "UPDATE, DELETE, TRUNCATE"),
)
