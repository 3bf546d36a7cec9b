// c15t's backend by itself, as its manual mounts it: `node c15t.mjs PORT FILE`. Its SQLite file is as durable as ours.
import { serve } from "@hono/node-server";
import { c15tInstance } from "@c15t/backend";
import { kyselyAdapter } from "@c15t/backend/db/adapters/kysely";
import { migrator } from "@c15t/backend/db/migrator";
import { DB } from "@c15t/backend/db/schema";
import { Kysely, SqliteDialect } from "kysely";
import Database from "libsql";

const [port, file] = process.argv.slice(2);
const database = new Database(file);
database.exec("PRAGMA journal_mode = WAL");
database.exec("PRAGMA synchronous = FULL");

const kysely = new Kysely({ dialect: new SqliteDialect({ database }) });
const adapter = kyselyAdapter({ db: kysely, provider: "sqlite" });
const migration = await migrator({ db: DB.client(adapter), schema: "latest" });
await migration.execute();

const c15t = c15tInstance({
  appName: "benchmark",
  basePath: "/",
  trustedOrigins: ["https://maison-tilleul.example"],
  logger: { level: "error" },
  adapter,
});
serve({ fetch: (request) => c15t.handler(request), hostname: "127.0.0.1", port: Number(port) });
