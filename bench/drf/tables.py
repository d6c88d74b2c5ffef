"""The tables that only REST framework's side has: made by the bench, before Django is set up for it."""

from __future__ import annotations

CREATE = """
CREATE TABLE IF NOT EXISTS bench_document (
    uuid uuid PRIMARY KEY, titel text NOT NULL, auteur text NOT NULL, taal text NOT NULL, formaat text NOT NULL,
    bestandsnaam text NOT NULL, bestandsomvang bigint NOT NULL, creatiedatum date NOT NULL,
    bronorganisatie text NOT NULL, informatieobjecttype text NOT NULL, bestand text NOT NULL);
CREATE TABLE IF NOT EXISTS bench_applicatie (
    client_id text PRIMARY KEY, secret text NOT NULL, heeft_alle_autorisaties boolean NOT NULL)"""
APPLICATIE = "INSERT INTO bench_applicatie VALUES (%s, %s, true) ON CONFLICT DO NOTHING"
