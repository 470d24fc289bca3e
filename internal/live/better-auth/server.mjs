// Starts better-auth with its OAuth provider as an RFC 7591 server for tests.
//
//   PORT                  the port of 127.0.0.1 to listen on
//   INITIAL_ACCESS_TOKEN  what a registration must show
//
// Both are required. Prints one line, "ready <issuer>", when it takes requests.
import { randomBytes, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

import { oauthProvider } from '@better-auth/oauth-provider';
import { betterAuth } from 'better-auth';
import { memoryAdapter } from 'better-auth/adapters/memory';
import { getAuthTables } from 'better-auth/db';
import { toNodeHandler } from 'better-auth/node';
import { jwt } from 'better-auth/plugins';

const { PORT: port, INITIAL_ACCESS_TOKEN: wanted } = process.env;
if (!port || !wanted) {
  console.error('PORT and INITIAL_ACCESS_TOKEN must be set');
  process.exit(2);
}

function isWanted(token) {
  const [a, b] = [Buffer.from(token), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}

const baseURL = `http://127.0.0.1:${port}`;
const options = {
  baseURL,
  basePath: '/api/auth',
  secret: randomBytes(32).toString('base64url'),
  telemetry: { enabled: false },
  rateLimit: { enabled: false },
  // The OAuth provider has a token endpoint of its own and asks for this.
  disabledPaths: ['/token'],
  plugins: [
    jwt(),
    oauthProvider({
      loginPage: '/login',
      consentPage: '/consent',
      allowDynamicClientRegistration: true,
      validateInitialAccessToken: ({ initialAccessToken }) => (isWanted(initialAccessToken) ? {} : false),
    }),
  ],
};

// The memory adapter makes no tables: each has to be there.
const tables = Object.fromEntries(Object.values(getAuthTables(options)).map((table) => [table.modelName, []]));
const auth = betterAuth({ ...options, database: memoryAdapter(tables) });
createServer(toNodeHandler(auth))
  .listen(Number(port), '127.0.0.1', () => console.log(`ready ${baseURL}/api/auth`));
