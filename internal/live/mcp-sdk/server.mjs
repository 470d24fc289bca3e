// Starts the authorization router of the MCP SDK as an RFC 7591 server for tests, on the port PORT of 127.0.0.1. Prints one
// line, "ready <issuer>", when it takes requests.
import { mcpAuthRouter } from '@modelcontextprotocol/sdk/server/auth/router.js';
import express from 'express';

const { PORT: port } = process.env;
if (!port) {
  console.error('PORT must be set');
  process.exit(2);
}

const clients = new Map();
const clientsStore = {
  getClient: async (id) => clients.get(id),
  registerClient: async (client) => {
    clients.set(client.client_id, client);
    return client;
  },
};

// Registration and the authentication of clients are what the tests look at: there are no users, so no grants.
async function noGrant() {
  throw new Error('this server has no users');
}

const provider = {
  clientsStore,
  authorize: noGrant,
  challengeForAuthorizationCode: noGrant,
  exchangeAuthorizationCode: noGrant,
  exchangeRefreshToken: noGrant,
  verifyAccessToken: noGrant,
};

const issuerUrl = new URL(`http://127.0.0.1:${port}`);
const app = express();
app.use(mcpAuthRouter({
  provider,
  issuerUrl,
  // As it comes, it takes 20 registrations an hour.
  clientRegistrationOptions: { rateLimit: false },
  tokenOptions: { rateLimit: false },
}));
app.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuerUrl.href}`));
