// Starts node oidc-provider as an RFC 7591/7592 server for tests, on 127.0.0.1.
//
//   PORT                  where to listen; 0 or none: a free port
//   INITIAL_ACCESS_TOKEN  what a registration must show; required
//
// Prints one line, "ready <issuer>", when it takes requests. Ends on SIGTERM, on SIGINT, and when standard input closes,
// so that it cannot outlive the process that started it.
import { once } from 'node:events';
import { createServer } from 'node:http';

import Provider from 'oidc-provider';

import { makeConfiguration } from './configuration.mjs';
import { operatorMiddleware } from './operator.mjs';

const initialAccessToken = process.env.INITIAL_ACCESS_TOKEN;
if (!initialAccessToken) {
  console.error('INITIAL_ACCESS_TOKEN is not set');
  process.exit(2);
}

// Standard output carries the ready line and nothing else; oidc-provider prints its notices there.
console.info = console.error;

// The port must be known before the provider is made, since it is part of the issuer.
const server = createServer();
server.listen(Number(process.env.PORT ?? 0), '127.0.0.1');
await once(server, 'listening');
const issuer = `http://127.0.0.1:${server.address().port}`;

const provider = new Provider(issuer, makeConfiguration(initialAccessToken));
provider.use(operatorMiddleware(provider, initialAccessToken));
provider.on('server_error', (ctx, err) => console.error(ctx.method, ctx.path, err));
server.on('request', provider.callback());
console.log(`ready ${issuer}`);

function stop() {
  server.close();
  server.closeAllConnections();
  process.exit(0);
}
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
process.stdin.on('end', stop).resume();
