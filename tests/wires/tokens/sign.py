# Signs claims with the library that is named, as its documentation says. Reads {"claims", "secret"} and prints the token.
import json
import sys


def with_pyjwt(claims, secret):
    import jwt

    return jwt.encode(claims, secret, algorithm="HS256")


def with_jose(claims, secret):
    from jose import jwt

    return jwt.encode(claims, secret, algorithm="HS256")


def with_authlib(claims, secret):
    from authlib.jose import jwt

    return jwt.encode({"alg": "HS256"}, claims, secret).decode()


def with_joserfc(claims, secret):
    from joserfc import jwt
    from joserfc.jwk import OctKey

    return jwt.encode({"alg": "HS256"}, claims, OctKey.import_key(secret))


def with_jwcrypto(claims, secret):
    from jwcrypto import jwk, jwt
    from jwcrypto.common import base64url_encode

    token = jwt.JWT(header={"alg": "HS256", "typ": "JWT"}, claims=claims)
    token.make_signed_token(jwk.JWK(kty="oct", k=base64url_encode(secret)))
    return token.serialize()


SIGNERS = {"PyJWT": with_pyjwt, "python-jose": with_jose, "Authlib": with_authlib, "joserfc": with_joserfc, "jwcrypto": with_jwcrypto}
given = json.load(sys.stdin)
print(SIGNERS[sys.argv[1]](given["claims"], given["secret"]))
