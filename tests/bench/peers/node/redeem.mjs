// A login token becomes a session, once: 303 with the cookie, else 410.
import { inTransaction, secret, sha256, uuid7, uuidText } from './common.mjs';

const lifetimeSeconds = 43200;

async function spend(db, token, cookie, request) {
  const hash = sha256(token);
  const [[row]] = await db.execute(
    'SELECT t.id, t.customer_id, t.api_key_id, t.shows_status_popup, c.email, ' +
      '(SELECT path FROM menus WHERE home_marker = 1 AND is_enabled = TRUE) AS home FROM login_tokens t JOIN customers c ON c.id = t.customer_id ' +
      'WHERE t.token_hash = ? AND c.blocked_at IS NULL',
    [hash],
  );
  if (!row) return null;
  const [spent] = await db.execute(
    'UPDATE login_tokens SET used_at = UTC_TIMESTAMP(6) WHERE token_hash = ? AND used_at IS NULL ' +
      'AND revoked_at IS NULL AND expires_at > UTC_TIMESTAMP(6)',
    [hash],
  );
  if (spent.affectedRows !== 1) return null;
  const address = request.headers['x-real-ip'];
  await db.execute(
    'INSERT INTO sessions (id, session_hash, customer_id, email, login_token_id, shows_status_popup, address, created_at, ' +
      'last_seen_at, expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) + INTERVAL ? SECOND)',
    [uuid7(), sha256(cookie), row.customer_id, row.email, row.id, row.shows_status_popup, address, lifetimeSeconds],
  );
  await db.execute(
    'INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, network, account_hash, customer_id, ' +
      "login_token_id, api_key_id, request_id) VALUES (?, UTC_TIMESTAMP(6), 'token', 'signed_in', ?, ?, ?, ?, ?, ?, ?)",
    [
      uuid7(),
      address,
      Buffer.from(address.split('.').map(Number)),
      sha256(row.email),
      row.customer_id,
      row.id,
      row.api_key_id,
      request.headers['x-request-id'] ?? uuidText(uuid7()),
    ],
  );
  return row.home ?? '/';
}

export async function redeem(pool, request, reply) {
  reply.header('Cache-Control', 'no-store').header('Referrer-Policy', 'no-referrer');
  const { token } = request.query;
  if (typeof token !== 'string' || !/^lt_[A-Za-z0-9_-]{43}$/.test(token)) return reply.code(410).send();
  const cookie = secret();
  const location = await inTransaction(pool, (db) => spend(db, token, cookie, request));
  if (location === null) return reply.code(410).send();
  return reply
    .code(303)
    .header('Location', location)
    .header('Set-Cookie', `__Host-member=${cookie}; Path=/; Secure; HttpOnly; SameSite=Lax`)
    .send();
}
