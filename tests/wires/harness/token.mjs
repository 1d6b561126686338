// Tokens of other people's libraries, shown to /users/identify of an organisation that demands them.

import assert from "node:assert/strict";
import { randomBytes } from "node:crypto";
import { join } from "node:path";

import { PYTHON, WIRES } from "./place.mjs";
import { printed } from "./process.mjs";

/** Ten minutes, as the guide says. */
const LIFE_SECONDS = 600;

/** A user whose id the site has as a text, and one whose id it has as a number. */
const TEXT_ID = "user-42 é";
const NUMBER_ID = 4_200_017;

function claims(more) {
  const now = Math.floor(Date.now() / 1000);
  return { iat: now, exp: now + LIFE_SECONDS, ...more };
}

async function identify(world, userId, token) {
  const { key } = world.verified();
  return fetch(`${world.base}/api/sdk/users/identify`, {
    method: "POST",
    headers: { authorization: `Bearer ${key}`, "content-type": "application/json" },
    body: JSON.stringify({ user_id: userId, user_token: token, traits: { plan: "gold" } }),
  });
}

async function isAccepted(world, userId, token) {
  const response = await identify(world, userId, token);
  const text = await response.text();
  assert.equal(response.status, 200, `${text}; ${world.log().split("\n").slice(-2).join(" ")}`);
  assert.equal(JSON.parse(text).success, true);
}

async function isRefused(world, userId, token) {
  const response = await identify(world, userId, token);
  const text = await response.text();
  assert.equal(response.status, 403, text);
  assert.deepEqual(JSON.parse(text), { error: "identity verification failed" });
}

/** A library that signs: `sign(claims, secret)` answers the token. */
export function signer(item, sign) {
  return {
    group: "Makers of identity tokens",
    tries: {
      "a text as id": async ({ world }) => isAccepted(world, TEXT_ID, await sign(claims({ user_id: TEXT_ID }), world.verified().secret)),
      "an integer as id": async ({ world }) => isAccepted(world, `${NUMBER_ID}`, await sign(claims({ user_id: NUMBER_ID }), world.verified().secret)),
      "`sub` in its place": async ({ world }) => isAccepted(world, TEXT_ID, await sign(claims({ sub: TEXT_ID }), world.verified().secret)),
      "somebody else's id is refused": async ({ world }) => isRefused(world, "user-43", await sign(claims({ user_id: TEXT_ID }), world.verified().secret)),
      "another secret is refused": async ({ world }) =>
        isRefused(world, TEXT_ID, await sign(claims({ user_id: TEXT_ID }), `ha_secret_${randomBytes(32).toString("hex")}`)),
      "an end that is past is refused": async ({ world }) =>
        isRefused(world, TEXT_ID, await sign(claims({ user_id: TEXT_ID, iat: 1_700_000_000, exp: 1_700_000_600 }), world.verified().secret)),
    },
    ...item,
  };
}

/** A library in Python: `tokens/sign.py` signs with the one that it is told. */
export function pythonSigner(item) {
  const program = join(WIRES, "tokens/sign.py");
  const sign = async (claims, secret) => (await printed(PYTHON, ["-B", program, item.pypi], { input: JSON.stringify({ claims, secret }) })).trim();
  return signer({ id: item.pypi.toLowerCase(), ...item }, sign);
}
