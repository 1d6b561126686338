// Libraries that sign tokens, each as its own documentation says.

import { createSigner } from "fast-jwt";
import { SignJWT } from "jose";
import jsonwebtoken from "jsonwebtoken";

import { printed } from "../harness/process.mjs";
import { pythonSigner, signer } from "../harness/token.mjs";

/** With the gem `jwt` as the system has it. */
const RUBY = 'require "json"; require "jwt"; given = JSON.parse(STDIN.read); print JWT.encode(given["claims"], given["secret"], "HS256")';

const ruby = (claims, secret) => printed("ruby", ["-e", RUBY], { input: JSON.stringify({ claims, secret }) });

const rubyVersion = () => printed("ruby", ["-e", 'require "jwt"; print JWT::VERSION::STRING']).catch(() => undefined);

export const SIGNERS = [
  pythonSigner({ pypi: "PyJWT" }),
  pythonSigner({ pypi: "python-jose" }),
  pythonSigner({ pypi: "Authlib" }),
  pythonSigner({ pypi: "joserfc" }),
  pythonSigner({ pypi: "jwcrypto" }),
  signer({ id: "jsonwebtoken", npm: "jsonwebtoken" }, (claims, secret) => jsonwebtoken.sign(claims, secret)),
  signer({ id: "jose", npm: "jose" }, (claims, secret) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret))),
  signer({ id: "fast-jwt", npm: "fast-jwt" }, (claims, secret) => createSigner({ key: secret })(claims)),
  signer({ id: "ruby-jwt", versionOf: rubyVersion, missing: async () => ((await rubyVersion()) ? undefined : "no Ruby with the gem jwt here") }, ruby),
];
