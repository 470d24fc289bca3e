// Starts node oidc-provider as an RFC 7591/7592 server for tests.
//
//   PORT                              the port of 127.0.0.1 to listen on
//   INITIAL_ACCESS_TOKEN              what a registration must show
//   ROTATE_REGISTRATION_ACCESS_TOKEN  0 to keep a client's token on PUT, 1 (the default) to replace it
//
// The first two are required. Prints one line, "ready <issuer>", when it takes requests.
import Provider from 'oidc-provider';

import { makeConfiguration } from './configuration.mjs';
import { operatorMiddleware } from './operator.mjs';

const {
  PORT: port, INITIAL_ACCESS_TOKEN: initialAccessToken, ROTATE_REGISTRATION_ACCESS_TOKEN: rotate,
} = process.env;
if (!port || !initialAccessToken) {
  console.error('PORT and INITIAL_ACCESS_TOKEN must be set');
  process.exit(2);
}

const issuer = `http://127.0.0.1:${port}`;
const provider = new Provider(issuer, makeConfiguration(initialAccessToken, rotate !== '0'));
provider.use(operatorMiddleware(provider, initialAccessToken));
provider.on('server_error', (ctx, err) => console.error(ctx.method, ctx.path, err));
provider.listen(Number(port), '127.0.0.1', () => console.log(`ready ${issuer}`));
