#!/bin/sh
# Run once by PostgreSQL's image, on an empty volume: the role that owns, the role that serves, and the database. Their
# passwords come from the addresses that cookieprefs gets (postgresql://name:password@database/cookieprefs), so that each
# stands in one place. They are letters and digits, as `openssl rand -hex 24` prints them.
set -eu

password_in() {
  address=$(cat "/run/secrets/$1")
  found=${address#*://*:}
  found=${found%%@*}
  case $found in
    '' | *[!A-Za-z0-9]*)
      echo "secrets/$1 has no password of letters and digits alone; docs/deploying.md tells how to make one." >&2
      exit 1
      ;;
  esac
  printf %s "$found"
}

owner=$(password_in owner-url)
web=$(password_in web-url)

# By standard input: in an argument, the list of processes would show them.
psql --quiet --no-psqlrc --set=ON_ERROR_STOP=1 --username="$POSTGRES_USER" --dbname=postgres << SQL
CREATE ROLE cookieprefs_owner LOGIN PASSWORD '$owner';
CREATE ROLE cookieprefs_web LOGIN PASSWORD '$web';
CREATE DATABASE cookieprefs OWNER cookieprefs_owner;
REVOKE ALL ON DATABASE cookieprefs FROM PUBLIC;
GRANT CONNECT ON DATABASE cookieprefs TO cookieprefs_web;
SQL
