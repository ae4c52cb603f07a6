#!/bin/sh
# Makes the roles and the database, once, when PostgreSQL's volume is new: an owner, who migrates, and the role of
# web, worker and beat, which owns nothing, so that the laws in the database bind it.
set -eu
psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres \
    --set=database="${DESK_DATABASE:-factcheck}" \
    --set=owner="${DESK_OWNER:-factcheck_owner}" --set=owner_password="$OWNER_PASSWORD" \
    --set=application="${DESK_APPLICATION:-factcheck_app}" --set=application_password="$APPLICATION_PASSWORD" <<'SQL'
CREATE ROLE :"owner" LOGIN PASSWORD :'owner_password';
CREATE ROLE :"application" LOGIN PASSWORD :'application_password';
CREATE DATABASE :"database" OWNER :"owner";
REVOKE CONNECT ON DATABASE :"database" FROM PUBLIC;
GRANT CONNECT ON DATABASE :"database" TO :"application";
SQL
