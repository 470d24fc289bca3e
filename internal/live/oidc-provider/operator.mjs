import { timingSafeEqual } from 'node:crypto';

// What the operator of a server can do and RFC 7592 has no request for: issue another registration access token for a
// client whose token is lost, and change or delete a client behind its owner's back. The caller shows the initial access
// token.
//
//   POST   /operator/clients/{client_id}/token   -> 201 {"registration_access_token": "..."}
//   PATCH  /operator/clients/{client_id}         -> 204, the members of the body replace those stored, null removes one
//   DELETE /operator/clients/{client_id}         -> 204
const PATH = /^\/operator\/clients\/([^/]+)(\/token)?$/;

export function operatorMiddleware(provider, initialAccessToken) {
  return async (ctx, next) => {
    const match = PATH.exec(ctx.path);
    if (!match) {
      await next();
      return;
    }
    ctx.assert(mayOperate(ctx, initialAccessToken), 401);
    const [, clientId, token] = match;
    const client = await provider.Client.find(clientId);
    ctx.assert(client, 404);

    const action = `${ctx.method} ${token ? 'token' : 'client'}`;
    switch (action) {
      case 'POST token':
        ctx.status = 201;
        ctx.body = { registration_access_token: await new provider.RegistrationAccessToken({ clientId }).save() };
        break;
      case 'PATCH client':
        await provider.Client.adapter.upsert(clientId, merge(client.metadata(), await readJSON(ctx.req)));
        ctx.status = 204;
        break;
      case 'DELETE client':
        await provider.Client.adapter.destroy(clientId);
        ctx.status = 204;
        break;
      default:
        ctx.throw(405);
    }
  };
}

function mayOperate(ctx, initialAccessToken) {
  const given = Buffer.from(ctx.get('authorization'));
  const wanted = Buffer.from(`Bearer ${initialAccessToken}`);
  return given.length === wanted.length && timingSafeEqual(given, wanted);
}

function merge(metadata, patch) {
  return Object.fromEntries(Object.entries({ ...metadata, ...patch }).filter(([, value]) => value !== null));
}

async function readJSON(request) {
  const chunks = await request.toArray();
  return JSON.parse(Buffer.concat(chunks).toString('utf8'));
}
