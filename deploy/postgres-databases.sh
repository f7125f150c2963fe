#!/bin/bash
# One database and one login per service; nobody connects to another's.
set -euo pipefail
for service in intake dispatch finance survey notify; do
  password=${service^^}_PASSWORD
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres -q \
    -c "create role $service login password '${!password}'" \
    -c "create database $service owner $service template template0 encoding 'UTF8' locale 'C.UTF-8'" \
    -c "revoke connect on database $service from public"
done
