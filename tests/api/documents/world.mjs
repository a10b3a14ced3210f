// What the examples find when they are run: a key with every right, and the customer, lead and link whose ids they name.
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { run } from '../../support/demo.mjs';
import { demo, description, descriptionText, env, get, latchkey, sql } from './site.mjs';

export const world = { key: '', session: '' };

const hex = (id) => `UNHEX('${id.replaceAll('-', '')}')`;

const referring = new Map();
// The columns that hold ids of the table: [table, column].
function columnsOf(table) {
  if (!referring.has(table)) {
    const lines = sql(`SELECT table_name, column_name FROM information_schema.key_column_usage
      WHERE table_schema = DATABASE() AND referenced_table_name = '${table}' AND referenced_column_name = 'id'`);
    referring.set(table, [[table, 'id'], ...lines.trim().split('\n').filter(Boolean).map((line) => line.split('\t'))]);
  }
  return referring.get(table);
}

// Gives the row another id, also where other tables refer to it.
function rename(table, from, to) {
  const updates = columnsOf(table).map(([name, column]) => `UPDATE ${name} SET ${column} = ${hex(to)} WHERE ${column} = ${hex(from)};`);
  sql(`SET FOREIGN_KEY_CHECKS = 0; ${updates.join(' ')}`);
}

function post(path, body) {
  const answer = JSON.parse(get(path, '-H', `X-Api-Key: ${world.key}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)).body);
  assert.ok(answer.requestId === undefined, JSON.stringify(answer));
  return answer;
}

const createCustomer = () => post('/api/v1/customers', {
  firstName: 'Maria', lastName: 'Rossi', email: `maria.${randomUUID()}@example.com`, phone: '+35799123456', phoneCountryCode: 'CY',
  nationalityCountryCode: 'IT', password: 'sunny day 7',
});

// By the path's beginning: the table that its id belongs to, and what makes a row.
const subjects = {
  '/api/v1/customers/{id}': { table: 'customers', make: () => createCustomer().customer.id },
  '/api/v1/leads/{id}': { table: 'leads', make: () => createCustomer().lead.id },
  '/api/v1/login-tokens/{id}': { table: 'login_tokens', make: () => createCustomer().login.id },
};

// A call by the key that is kept under this request id. It is written after its answer.
function keepCall(requestId) {
  const { headers } = get('/api/v1/key', '-H', `X-Api-Key: ${world.key}`);
  const kept = `FROM api_calls WHERE request_id = '${headers['x-request-id']}'`;
  for (let tries = 0; sql(`SELECT COUNT(*) ${kept}`).trim() === '0'; tries += 1) {
    assert.ok(tries < 50, 'the call is not kept');
    run('sleep', ['0.1']);
  }
  sql(`DELETE FROM api_calls WHERE request_id = '${requestId}'; UPDATE api_calls SET request_id = '${requestId}'
    WHERE request_id = '${headers['x-request-id']}'`);
}

// Makes the key and the session.
export function prepare() {
  const rights = new Set([...descriptionText().matchAll(/`((?!about:)[a-z]+:[a-z]+)`/g)].map(([, right]) => right));
  world.key = latchkey('api-key', 'create', '--name', 'Examples', '--user', 'partner@example.com', '--allow', '127.0.0.0/16',
    ...[...rights].flatMap((right) => ['--right', right])).trim();
  latchkey('platform', 'change', 'MT5 Demo', '--name', 'MT5 Live');
  const { headers } = get(createCustomer().login.url);
  [, world.session] = headers['set-cookie'].match(/__Host-member=([^;]+)/);
}

// Brings about what a call of the operation expects to find, as if no example had been run before. Returns what clears it away.
export function stage({ path, operation }) {
  const renewals = ['customers', 'leads'].map((table) => `UPDATE ${table} SET email = CONCAT(HEX(id), '@example.org') WHERE email = 'maria@example.com';`);
  sql(`${renewals.join(' ')} DELETE FROM idempotency_keys; DELETE FROM deposits`);
  if (!path.includes('{')) return () => {};
  if (path === '/api/v1/calls/{requestId}') {
    keepCall(description().paths[path].parameters[0].example);
    return () => {};
  }
  const subject = Object.entries(subjects).find(([beginning]) => path.startsWith(beginning))?.[1];
  assert.ok(subject, `${operation.operationId}: the tests do not know what ${path} is about; world.mjs says it`);
  const parameter = [...(description().paths[path].parameters ?? []), ...(operation.parameters ?? [])].find((one) => one.in === 'path');
  const own = subject.make();
  rename(subject.table, own, parameter.example);
  return () => rename(subject.table, parameter.example, own);
}

// What the examples take from their environment.
export const environment = () => ({
  PATH: process.env.PATH, API_KEY: world.key, MEMBER_SESSION: world.session,
  CURL_CA_BUNDLE: env.CA_FILE, SSL_CERT_FILE: env.CA_FILE, NODE_EXTRA_CA_CERTS: env.CA_FILE,
});

export const folder = () => demo.folder;
