"""The numbers by zaaktype and vertrouwelijkheid, as migration 0004 makes them, and 0005 again when it is taken back."""

FUNCTIONS = """
CREATE FUNCTION zaken_tel_erbij() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
    SELECT zaaktype, vertrouwelijkheid, count(*) FROM nieuw GROUP BY 1, 2;
    RETURN NULL;
END $$;
CREATE FUNCTION zaken_tel_eraf() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
    SELECT zaaktype, vertrouwelijkheid, -count(*) FROM oud GROUP BY 1, 2;
    RETURN NULL;
END $$;
CREATE FUNCTION zaken_tel_om() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
    VALUES (OLD.zaaktype, OLD.vertrouwelijkheid, -1), (NEW.zaaktype, NEW.vertrouwelijkheid, 1);
    RETURN NULL;
END $$;
CREATE FUNCTION zaken_tel_leeg() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    DELETE FROM zaken_telling;
    RETURN NULL;
END $$;
CREATE TRIGGER zaken_tel_erbij AFTER INSERT ON zaken_zaak REFERENCING NEW TABLE AS nieuw
    FOR EACH STATEMENT EXECUTE FUNCTION zaken_tel_erbij();
CREATE TRIGGER zaken_tel_eraf AFTER DELETE ON zaken_zaak REFERENCING OLD TABLE AS oud
    FOR EACH STATEMENT EXECUTE FUNCTION zaken_tel_eraf();
CREATE TRIGGER zaken_tel_om AFTER UPDATE OF zaaktype, vertrouwelijkheid ON zaken_zaak FOR EACH ROW
    WHEN ((OLD.zaaktype, OLD.vertrouwelijkheid) IS DISTINCT FROM (NEW.zaaktype, NEW.vertrouwelijkheid))
    EXECUTE FUNCTION zaken_tel_om();
CREATE TRIGGER zaken_tel_leeg AFTER TRUNCATE ON zaken_zaak
    FOR EACH STATEMENT EXECUTE FUNCTION zaken_tel_leeg();
INSERT INTO zaken_telling (zaaktype, vertrouwelijkheid, aantal)
SELECT zaaktype, vertrouwelijkheid, count(*) FROM zaken_zaak GROUP BY 1, 2;
"""
GONE = """
DROP TRIGGER zaken_tel_leeg ON zaken_zaak; DROP TRIGGER zaken_tel_om ON zaken_zaak;
DROP TRIGGER zaken_tel_eraf ON zaken_zaak; DROP TRIGGER zaken_tel_erbij ON zaken_zaak;
DROP FUNCTION zaken_tel_leeg(); DROP FUNCTION zaken_tel_om(); DROP FUNCTION zaken_tel_eraf();
DROP FUNCTION zaken_tel_erbij();
"""
