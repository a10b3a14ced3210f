// A customer with lead, touch and login token: 201, or 400, 401 and 409. Fastify checks the body by its schema, and
// libphonenumber-js the number, with the metadata that is as strict as libphonenumber's.
import argon2 from 'argon2';
import { getCountryCallingCode, isSupportedCountry, parsePhoneNumberFromString } from 'libphonenumber-js/max';
import { inTransaction, secret, sha256, uuid7, uuidText } from './common.mjs';
import { wordsOf } from './words.mjs';

const text = { type: 'string', minLength: 1, maxLength: 100 };
const country = { type: 'string', pattern: '^[A-Z]{2}$' };
const schema = {
  body: {
    type: 'object',
    required: ['firstName', 'lastName', 'email', 'phone', 'phoneCountryCode', 'nationalityCountryCode', 'password'],
    properties: {
      firstName: text,
      lastName: text,
      email: { type: 'string', format: 'email', maxLength: 254 },
      phone: { type: 'string', pattern: '^\\+[1-9][0-9]{6,14}$' },
      phoneCountryCode: country,
      nationalityCountryCode: country,
      password: { type: 'string', minLength: 8, maxLength: 128 },
      utmDetails: { type: 'object', additionalProperties: { type: 'string' } },
      metadata: { type: 'object' },
    },
  },
  response: {
    201: {
      type: 'object',
      properties: {
        customer: { type: 'object', additionalProperties: true },
        lead: { type: 'object', additionalProperties: true },
        tradingAccount: { type: 'null' },
        login: { type: 'object', additionalProperties: true },
      },
    },
  },
};

// The number as it was read, or null when it is not valid or has another calling code than the country.
function readPhone({ phone, phoneCountryCode }) {
  const number = parsePhoneNumberFromString(phone);
  const isGood =
    number?.isValid() &&
    isSupportedCountry(phoneCountryCode) &&
    getCountryCallingCode(phoneCountryCode) === number.countryCallingCode;
  return isGood ? number : null;
}

async function findKey(pool, request) {
  const [[key]] = await pool.execute(
    'SELECT k.id, k.name, k.rights, u.id AS user_id, u.first_name, u.last_name, k.last_used_at IS NULL ' +
      'OR k.last_used_at < UTC_TIMESTAMP(6) - INTERVAL 60 SECOND AS use_due FROM api_keys k LEFT JOIN users u ON u.id = k.user_id ' +
      'WHERE k.key_hash = ? AND k.revoked_at IS NULL AND (k.expires_at IS NULL OR k.expires_at > UTC_TIMESTAMP(6)) ' +
      'AND u.disabled_at IS NULL AND u.removed_at IS NULL',
    [sha256(request.headers['x-api-key'] ?? '')],
  );
  if (!key || !key.rights.split(',').includes('customers:create')) return null;
  if (key.use_due) {
    await pool.execute('UPDATE api_keys SET last_used_at = UTC_TIMESTAMP(6), last_address = ? WHERE id = ?', [
      request.headers['x-real-ip'],
      key.id,
    ]);
  }
  return { ...key, source: key.user_id ? `${key.first_name} ${key.last_name}` : null };
}

async function write(db, key, body, row) {
  const metadata = JSON.stringify(body.metadata ?? {});
  const person = [row.email, body.firstName, body.lastName, row.phone, body.phoneCountryCode, body.nationalityCountryCode];
  const [upserted] = await db.execute(
    'INSERT INTO leads (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, source_user_id, ' +
      'source_name, first_touch_id, latest_touch_id, first_api_key_id, metadata, created_at, updated_at, status_id) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, UTC_TIMESTAMP(6), UTC_TIMESTAMP(6), (SELECT s.id FROM lead_statuses s ' +
      "WHERE s.group_name = 'converted' AND s.is_enabled = TRUE ORDER BY s.position, s.id LIMIT 1)) " +
      'ON DUPLICATE KEY UPDATE latest_touch_id = VALUES(latest_touch_id), ' +
      'metadata = JSON_MERGE_PATCH(metadata, VALUES(metadata)), updated_at = VALUES(updated_at)',
    [row.lead, ...person, key.user_id, key.source, row.touch, row.touch, key.id, metadata],
  );
  const outcome = upserted.affectedRows === 1 ? 'created' : 'matched';
  if (outcome === 'matched') [[{ id: row.lead }]] = await db.execute('SELECT id FROM leads WHERE email = ?', [row.email]);
  await db.execute(
    `INSERT IGNORE INTO search_words (person_id, word) VALUES ${row.words.map(() => '(?, ?)').join(', ')}`,
    row.words.flatMap((word) => [row.lead, word]),
  );
  await db.execute(
    'INSERT INTO touches (id, lead_id, touched_at, api_key_id, api_key_name, source_user_id, source_name, utm_details, metadata) ' +
      'VALUES (?, ?, UTC_TIMESTAMP(6), ?, ?, ?, ?, ?, ?)',
    [row.touch, row.lead, key.id, key.name, key.user_id, key.source, JSON.stringify(body.utmDetails ?? {}), metadata],
  );
  await db.execute(
    'INSERT INTO customers (id, email, first_name, last_name, phone, phone_country_code, nationality_country_code, password_hash, ' +
      'lead_id, api_key_id, created_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
    [row.customer, ...person, row.passwordHash, row.lead, key.id, row.now],
  );
  await db.execute(
    'INSERT INTO login_tokens (id, token_hash, customer_id, api_key_id, kind, created_at, expires_at) ' +
      "VALUES (?, ?, ?, ?, 'redirect', ?, ?)",
    [row.tokenId, sha256(row.token), row.customer, key.id, row.now, row.expires],
  );
  return outcome;
}

async function handle(pool, request, reply) {
  reply.header('Cache-Control', 'no-store');
  const key = await findKey(pool, request);
  if (!key) return reply.code(401).send({ code: 'api_key_invalid' });
  const { body } = request;
  const number = readPhone(body);
  if (!number) return reply.code(400).send({ code: 'validation_failed' });
  const now = new Date();
  const email = body.email.trim().toLowerCase();
  const row = {
    phone: number.number,
    email,
    words: wordsOf(`${body.firstName} ${body.lastName}`, email, number),
    passwordHash: await argon2.hash(body.password, {
      type: argon2.argon2id,
      memoryCost: Number(process.env.ARGON2_MEMORY),
      timeCost: Number(process.env.ARGON2_PASSES),
      parallelism: 1,
    }),
    customer: uuid7(),
    lead: uuid7(),
    touch: uuid7(),
    tokenId: uuid7(),
    token: secret('lt_'),
    now,
    expires: new Date(now.getTime() + 300_000),
  };
  let outcome;
  try {
    outcome = await inTransaction(pool, (db) => write(db, key, body, row));
  } catch (error) {
    if (error.errno === 1062) return reply.code(409).send({ code: 'customer_exists' });
    throw error;
  }
  return reply.code(201).send({
    customer: { id: uuidText(row.customer), email: row.email, createdAt: now.toISOString() },
    lead: {
      id: uuidText(row.lead),
      outcome,
      source: key.source ? { userId: uuidText(key.user_id), name: key.source } : null,
    },
    tradingAccount: null,
    login: {
      id: uuidText(row.tokenId),
      kind: 'redirect',
      token: row.token,
      url: `https://bench.example/auth/login?token=${row.token}`,
      expiresAt: row.expires.toISOString(),
    },
  });
}

export const create = { options: { schema }, handle };
