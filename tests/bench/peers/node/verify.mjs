// The check of a session for nginx's auth_request: 204 with the member's identity, else 401.
import { sha256, uuidText } from './common.mjs';

const idleSeconds = 1800;

export async function verify(pool, request, reply) {
  reply.header('Cache-Control', 'no-store');
  const cookie = /(?:^|;) *__Host-member=([A-Za-z0-9_-]{43}) *(?:;|$)/.exec(request.headers.cookie ?? '')?.[1];
  if (!cookie) return reply.code(401).send();
  const [[session]] = await pool.execute(
    'SELECT id, customer_id, email, shows_status_popup, last_seen_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS touch_due ' +
      'FROM sessions WHERE session_hash = ? AND ended_at IS NULL AND expires_at > UTC_TIMESTAMP(6) ' +
      'AND last_seen_at > UTC_TIMESTAMP(6) - INTERVAL ? SECOND',
    [sha256(cookie), idleSeconds],
  );
  if (!session) return reply.code(401).send();
  if (session.touch_due) {
    await pool.execute('UPDATE sessions SET last_seen_at = UTC_TIMESTAMP(6) WHERE id = ?', [session.id]);
  }
  return reply
    .code(204)
    .header('X-Member-Id', uuidText(session.customer_id))
    .header('X-Member-Email', session.email)
    .header('X-Member-Status-Popup', session.shows_status_popup ? 'true' : 'false')
    .send();
}
