-- PostgreSQL: a role for each side, in two databases. Run as an administrator after `portal init`.
-- The family role holds no right in the casework database, and may not change what is written once.
-- Replace the names of databases and roles by your own; give each role its password apart from this file.

-- in the family database
REVOKE ALL ON DATABASE portal_family FROM PUBLIC;
REVOKE ALL ON SCHEMA public FROM PUBLIC;
GRANT CONNECT ON DATABASE portal_family TO portal_family_role;
GRANT USAGE ON SCHEMA public TO portal_family_role;
GRANT SELECT ON data_key, person, account, invitation, session, edition, notice, sheet, answer, shared, opened_to, reason, audit TO portal_family_role;
GRANT INSERT ON account, session, notice, sheet, answer, shared, opened_to, audit TO portal_family_role;
GRANT UPDATE ON account, invitation, session, sheet, answer, shared TO portal_family_role;
GRANT DELETE ON account TO portal_family_role;
