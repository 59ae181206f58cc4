-- PostgreSQL, once, as an administrator, before `portal init`: two databases, two roles.
-- `portal_owner` owns both and serves the desk and the command line. `portal_family` serves families: it may
-- connect to one database and to nothing else, and sees there what `portal init` opens to it (store/family/policy.py).
-- Replace the names of databases by your own; give each role its password apart from this file.

REVOKE ALL ON DATABASE portal_casework FROM PUBLIC;
REVOKE ALL ON DATABASE portal_families FROM PUBLIC;
GRANT CONNECT ON DATABASE portal_families TO portal_family;
ALTER ROLE portal_family SET statement_timeout = '15s';
ALTER ROLE portal_family SET log_error_verbosity = 'terse';

-- then, as an administrator in portal_families: what PostgreSQL lets everybody do, and families never need
REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC;
REVOKE EXECUTE ON FUNCTION lo_creat(integer), lo_create(oid), lo_from_bytea(oid, bytea), lo_open(oid, integer), lo_put(oid, bigint, bytea), lo_unlink(oid) FROM PUBLIC;
GRANT USAGE ON LANGUAGE plpgsql, sql TO portal_owner;
