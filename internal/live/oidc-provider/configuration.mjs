import { createHash, generateKeyPairSync, randomBytes } from 'node:crypto';

import { MapAdapter } from './adapter.mjs';

// Signing keys for every family of algorithms that a client can register (a key without "alg" serves all of its type),
// and two keys for encrypted request objects.
function makeKeys() {
  return [
    makeKey('sig', 'rsa', { modulusLength: 2048 }),
    makeKey('sig', 'ec', { namedCurve: 'P-256' }),
    makeKey('sig', 'ec', { namedCurve: 'P-384' }),
    makeKey('sig', 'ec', { namedCurve: 'P-521' }),
    makeKey('sig', 'ed25519'),
    makeKey('enc', 'rsa', { modulusLength: 2048 }),
    makeKey('enc', 'ec', { namedCurve: 'P-256' }),
  ];
}

function makeKey(use, type, options) {
  return { ...generateKeyPairSync(type, options).privateKey.export({ format: 'jwk' }), use };
}

const SIGNING = [
  'HS256', 'HS384', 'HS512', 'RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA',
];
const KEY_ENCRYPTION = [
  'RSA-OAEP', 'RSA-OAEP-256', 'ECDH-ES', 'ECDH-ES+A128KW', 'ECDH-ES+A256KW', 'A128KW', 'A256KW', 'dir',
];
const CONTENT_ENCRYPTION = ['A128CBC-HS256', 'A256CBC-HS512', 'A128GCM', 'A256GCM'];

const enabledJWA = { clientAuthSigningAlgValues: SIGNING, requestObjectSigningAlgValues: SIGNING };
for (const use of ['idToken', 'userinfo', 'introspection', 'authorization']) {
  enabledJWA[`${use}SigningAlgValues`] = SIGNING;
}
for (const use of ['idToken', 'userinfo', 'introspection', 'authorization', 'requestObject']) {
  enabledJWA[`${use}EncryptionAlgValues`] = KEY_ENCRYPTION;
  enabledJWA[`${use}EncryptionEncValues`] = CONTENT_ENCRYPTION;
}

// What the server stores beside the metadata it understands. The two last ones make RFC 7591 section 3.1's example whole.
// Every other member that it does not know is dropped without a word.
const extraMembers = ['software_id', 'software_version', 'client_name#ja-Jpan-JP', 'example_extension_parameter'];

// Returns a configuration in which every feature that brings client metadata is on.
export function makeConfiguration(initialAccessToken, rotateRegistrationAccessToken) {
  return {
    adapter: MapAdapter,
    jwks: { keys: makeKeys() },
    cookies: { keys: [randomBytes(32).toString('base64url')] },
    scopes: ['openid', 'offline_access', 'profile', 'email', 'address', 'phone', 'read', 'write'],
    acrValues: ['urn:mace:incommon:iap:silver', 'urn:mace:incommon:iap:bronze'],
    responseTypes: ['code', 'id_token', 'code id_token', 'code token', 'id_token token', 'code id_token token', 'none'],
    subjectTypes: ['public', 'pairwise'],
    pairwiseIdentifier: async (ctx, accountId, client) => createHash('sha256')
      .update(client.sectorIdentifier).update(accountId).digest('hex'),
    // The document of a sector identifier lies on the network, where a test must not go.
    sectorIdentifierUriValidate: () => false,
    clientAuthMethods: [
      'client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt',
      'tls_client_auth', 'self_signed_tls_client_auth', 'none',
    ],
    enabledJWA,
    extraClientMetadata: { properties: extraMembers },
    features: {
      registration: { enabled: true, initialAccessToken },
      registrationManagement: { enabled: true, rotateRegistrationAccessToken },
      backchannelLogout: { enabled: true },
      ciba: { enabled: true, deliveryModes: ['poll', 'ping'] },
      claimsParameter: { enabled: true },
      clientCredentials: { enabled: true },
      deviceFlow: { enabled: true },
      dPoP: { enabled: true },
      encryption: { enabled: true },
      introspection: { enabled: true },
      jwtIntrospection: { enabled: true },
      jwtResponseModes: { enabled: true },
      jwtUserinfo: { enabled: true },
      mTLS: {
        enabled: true, certificateBoundAccessTokens: true, selfSignedTlsClientAuth: true, tlsClientAuth: true,
      },
      pushedAuthorizationRequests: { enabled: true },
      requestObjects: { enabled: true },
      revocation: { enabled: true },
      rpInitiatedLogout: { enabled: true },
    },
  };
}
