// A provider of OpenID Connect for tests, which knows whoever says so, and which can be told to give a token that is not
// as it should be. Its one argument says, as JSON, who its client is, into which file it writes its address, and
// by which certificate it proves itself, if it does.
import { createHash, createPrivateKey, generateKeyPairSync } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { renameSync, writeFileSync } from 'node:fs';
import { CompactSign, importJWK } from 'jose';
import Provider from 'oidc-provider';

const { client, ready, tls } = JSON.parse(process.argv[2]);

const keys = [key('rsa', { modulusLength: 2048 }, 'RS256'), key('ec', { namedCurve: 'P-256' }, 'ES256')];
const server = tls ? createSecureServer(tls) : createServer();
server.listen(0, '127.0.0.1', () => {
  const issuer = `${tls ? 'https' : 'http'}://127.0.0.1:${server.address().port}`;
  server.on('request', provider(issuer).callback());
  writeFileSync(`${ready}.new`, issuer);
  renameSync(`${ready}.new`, ready);
});

// The key is read anew before it is exported. Node 20 waits for itself for ever where what made a key is thrown away, as
// memory runs short, just while that key is exported.
function key(type, options, alg) {
  const privateKeyEncoding = { type: 'pkcs8', format: 'pem' };
  const jwk = createPrivateKey(generateKeyPairSync(type, { ...options, privateKeyEncoding }).privateKey).export({ format: 'jwk' });
  return { ...jwk, alg, use: 'sig', kid: createHash('sha256').update(JSON.stringify(jwk)).digest('hex').slice(0, 16) };
}

function provider(issuer) {
  const provider = new Provider(issuer, {
    clients: [client],
    jwks: { keys },
    cookies: { keys: ['for tests only'] },
    features: { devInteractions: { enabled: false } },
    interactions: { url: (_, interaction) => `/interaction/${interaction.uid}` },
    findAccount: (_, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
    // Whoever signs in consents: hospitals do not ask their own people.
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({ accountId: oidc.session.accountId, clientId: oidc.client.clientId });
      grant.addOIDCScope('openid');
      await grant.save();
      return grant;
    },
    renderError: (ctx, out) => { ctx.type = 'html'; ctx.body = page(`<h1>${out.error}</h1><p>${out.error_description}</p>`); },
    ttl: { AccessToken: 60, AuthorizationCode: 60, IdToken: 300, Interaction: 600, Session: 600, Grant: 600 },
  });
  provider.use(interactions(provider));
  provider.use(tampering());
  return provider;
}

// The page on which somebody says who they are.
function interactions(provider) {
  return async (ctx, next) => {
    if (!ctx.path.startsWith('/interaction/')) return next();
    if (ctx.method === 'GET') {
      await provider.interactionDetails(ctx.req, ctx.res);
      ctx.type = 'html';
      ctx.body = page(`<form method="post"><input name="login" aria-label="Login">
        <button name="answer" value="in">Sign in</button><button name="answer" value="out">Cancel</button></form>`);
      return;
    }
    const form = new URLSearchParams(await text(ctx.req));
    const result = form.get('answer') === 'in'
      ? { login: { accountId: form.get('login') } }
      : { error: 'access_denied', error_description: 'they went away' };
    ctx.redirect(await provider.interactionResult(ctx.req, ctx.res, result, { mergeWithLastSubmission: false }));
    ctx.status = 303;
  };
}

// What is posted to /tamper is done to the next token: claims are replaced and signed again with the provider's own key,
// and then the text may be spoilt.
function tampering() {
  let wanted = null;
  return async (ctx, next) => {
    if (ctx.path === '/tamper') {
      wanted = JSON.parse(await text(ctx.req));
      ctx.body = 'done';
      return;
    }
    await next();
    if (wanted && ctx.body?.id_token) {
      ctx.body = { ...ctx.body, id_token: await tampered(ctx.body.id_token, wanted) };
      wanted = null;
    }
  };
}

async function tampered(token, { claims, spoil }) {
  const part = (n) => JSON.parse(Buffer.from(token.split('.')[n], 'base64url'));
  const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');
  const [header, said] = [part(0), { ...part(1), ...claims }];
  const own = keys.find((key) => key.kid === header.kid);
  const signed = await new CompactSign(Buffer.from(JSON.stringify(said)))
    .setProtectedHeader(header)
    .sign(await importJWK(own, own.alg));
  const [first, , signature] = signed.split('.');
  switch (spoil) {
    case 'payload': return `${first}.${encode({ ...said, sub: 'somebody else' })}.${signature}`;
    case 'none': return `${encode({ alg: 'none' })}.${encode(said)}.`;
    default: return signed;
  }
}

async function text(stream) {
  const chunks = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

function page(body) {
  return `<!doctype html><html lang="en"><meta charset="utf-8"><title>The hospital</title><body>${body}</body></html>`;
}
