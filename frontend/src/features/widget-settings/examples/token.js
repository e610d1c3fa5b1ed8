import { createHmac } from 'node:crypto';

const KEY = '%CANDOR_KEY%';
const SECRET = process.env.CANDOR_WIDGET_SECRET;

const part = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

export function candorToken(user) {
  const header = { alg: 'HS256', typ: 'JWT' };
  const claims = {
    sub: user.id,
    aud: KEY,
    exp: Math.floor(Date.now() / 1000) + 900,
    email: user.email,
    email_verified: user.hasConfirmedEmail,
    name: user.name,
  };
  const signed = `${part(header)}.${part(claims)}`;
  const signature = createHmac('sha256', SECRET).update(signed).digest('base64url');
  return `${signed}.${signature}`;
}
