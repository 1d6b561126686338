// Libraries that sign tokens, each as its own documentation says.

import { createSigner } from "fast-jwt";
import { SignJWT } from "jose";
import jsonwebtoken from "jsonwebtoken";

import { pythonSigner, signer } from "../harness/token.mjs";

export const SIGNERS = [
  pythonSigner({ pypi: "PyJWT" }),
  pythonSigner({ pypi: "python-jose" }),
  pythonSigner({ pypi: "Authlib" }),
  pythonSigner({ pypi: "joserfc" }),
  pythonSigner({ pypi: "jwcrypto" }),
  signer({ id: "jsonwebtoken", npm: "jsonwebtoken" }, (claims, secret) => jsonwebtoken.sign(claims, secret)),
  signer({ id: "jose", npm: "jose" }, (claims, secret) => new SignJWT(claims).setProtectedHeader({ alg: "HS256" }).sign(new TextEncoder().encode(secret))),
  signer({ id: "fast-jwt", npm: "fast-jwt" }, (claims, secret) => createSigner({ key: secret })(claims)),
];
