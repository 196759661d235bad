namespace K2Sharp.Agents.Orleans.Journal;

/// <summary>The tables of runs, entries and silos. They are made once, by whoever comes first.</summary>
internal static class PostgresSchema
{
    public const int Version = 1;

    /// <summary>
    /// A run's <c>epoch</c> grows with every lease; an entry is written only under the latest one. <c>free_at</c> is when the next lease may
    /// be taken: while a writer is at work it is kept in the future.
    /// </summary>
    public const string Sql = """
        CREATE TABLE IF NOT EXISTS k2_schema (version integer NOT NULL);
        CREATE TABLE IF NOT EXISTS k2_runs (
            id text PRIMARY KEY,
            created timestamptz NOT NULL,
            parent text,
            parent_number bigint NOT NULL DEFAULT 0,
            label text,
            request text,
            epoch bigint NOT NULL DEFAULT 0,
            owner text,
            free_at timestamptz NOT NULL DEFAULT '-infinity',
            ended boolean NOT NULL DEFAULT false);
        CREATE INDEX IF NOT EXISTS k2_runs_waiting ON k2_runs (created) WHERE request IS NOT NULL AND NOT ended;
        CREATE TABLE IF NOT EXISTS k2_entries (
            run text NOT NULL REFERENCES k2_runs (id),
            number bigint NOT NULL,
            epoch bigint NOT NULL,
            at timestamptz NOT NULL,
            elapsed_ms bigint NOT NULL,
            body text NOT NULL,
            PRIMARY KEY (run, number));
        CREATE OR REPLACE FUNCTION k2_entries_stay() RETURNS trigger LANGUAGE plpgsql AS $$
            BEGIN RAISE EXCEPTION 'entries are never changed or removed'; END $$;
        CREATE OR REPLACE TRIGGER k2_entries_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON k2_entries
            FOR EACH STATEMENT EXECUTE FUNCTION k2_entries_stay();
        CREATE OR REPLACE FUNCTION k2_entries_follow() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE before bigint;
            BEGIN
                SELECT max(number) INTO before FROM k2_entries WHERE run = NEW.run;
                IF before IS NULL THEN SELECT parent_number INTO before FROM k2_runs WHERE id = NEW.run; END IF;
                IF NEW.number <> before + 1 THEN RAISE EXCEPTION 'entries have no gaps'; END IF;
                RETURN NEW;
            END $$;
        CREATE OR REPLACE TRIGGER k2_entries_follow BEFORE INSERT ON k2_entries FOR EACH ROW EXECUTE FUNCTION k2_entries_follow();
        CREATE TABLE IF NOT EXISTS k2_clusters (cluster text PRIMARY KEY, version integer NOT NULL);
        CREATE TABLE IF NOT EXISTS k2_silos (
            cluster text NOT NULL,
            address text NOT NULL,
            status integer NOT NULL,
            host text NOT NULL,
            name text NOT NULL,
            role text,
            proxy_port integer NOT NULL,
            started timestamptz NOT NULL,
            alive timestamptz NOT NULL,
            suspects text NOT NULL,
            etag integer NOT NULL,
            PRIMARY KEY (cluster, address));
        """;
}
