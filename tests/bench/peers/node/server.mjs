// The Node contender: node server.mjs SOCKET. One process is one worker; scripts/bench starts two.
import Fastify from 'fastify';
import { createPool } from 'mysql2/promise';
import { chmodSync } from 'node:fs';
import { create } from './create.mjs';
import { redeem } from './redeem.mjs';
import { verify } from './verify.mjs';

const pool = createPool({
  socketPath: process.env.DB_SOCKET,
  user: process.env.DB_USER,
  password: process.env.DB_PASSWORD,
  database: process.env.DB_NAME,
  connectionLimit: Number(process.env.DB_CONNECTIONS),
  timezone: 'Z',
});

const app = Fastify({ logger: false, keepAliveTimeout: 65_000 });
app.get('/empty', (request, reply) => reply.code(204).send());
app.get('/verify', (request, reply) => verify(pool, request, reply));
app.get('/redeem', (request, reply) => redeem(pool, request, reply));
app.post('/create', create.options, (request, reply) => create.handle(pool, request, reply));

const path = process.argv[2];
await app.listen({ path });
chmodSync(path, 0o660);
process.on('SIGTERM', () => process.exit(0));
