-- Once, in the database, as the role that owns it and after `drakentemmers migrate`; again after a restore.
-- psql -v password="'choose-one'" -f roles.sql
SELECT 'CREATE ROLE drakentemmers_site LOGIN' WHERE NOT EXISTS
    (SELECT 1 FROM pg_roles WHERE rolname = 'drakentemmers_site') \gexec
ALTER ROLE drakentemmers_site PASSWORD :password;
GRANT USAGE ON SCHEMA public TO drakentemmers_site;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO drakentemmers_site;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO drakentemmers_site;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO drakentemmers_site;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO drakentemmers_site;
REVOKE UPDATE, DELETE, TRUNCATE ON audit_event, audit_seal, audit_checkpoint FROM drakentemmers_site;
