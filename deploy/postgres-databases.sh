#!/bin/bash
# One database and two logins per service: one that owns the tables and only migrates, and one that works with their rows.
# Nobody connects to another's.
set -euo pipefail
for service in ${SERVICES:-intake dispatch finance survey notify}; do
  password=${service^^}_PASSWORD owner_password=${service^^}_OWNER_PASSWORD
  psql -v ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres -q \
    -c "create role $service login password '${!password}'" \
    -c "create role ${service}_owner login password '${!owner_password}'" \
    -c "create database $service owner ${service}_owner template template0 encoding 'UTF8' locale 'C.UTF-8'" \
    -c "revoke connect, temporary on database $service from public" \
    -c "grant connect, temporary on database $service to $service"
done
