// A database for one scenario, on the Postgres server that `cargo xtask test` has started.

import { execFileSync } from "node:child_process";
import { randomUUID } from "node:crypto";

/** Names the server; scenarios that need it say so and are skipped without it. */
export const POSTGRES = "HALO_TEST_POSTGRES";

/** Makes a database, and answers its address. */
export function newDatabase() {
  const server = process.env[POSTGRES];
  const name = `halo_${randomUUID().replaceAll("-", "")}`;
  execFileSync("psql", [server, "-qc", `CREATE DATABASE ${name}`]);
  const url = new URL(server);
  url.pathname = `/${name}`;
  return url.href;
}
