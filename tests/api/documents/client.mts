// Uses the API by the types that openapi-typescript has made of its description: what does not fit them does not compile.
import createClient from 'openapi-fetch';
import type { paths } from './api.js';

declare const process: { env: Record<string, string> };

const client = createClient<paths>({ baseUrl: process.env.BASE_URL, headers: { 'X-Api-Key': process.env.API_KEY } });
const maria = {
  firstName: 'Maria', lastName: 'Rossi', email: 'maria@example.com', phone: '+35799123456', phoneCountryCode: 'CY',
  nationalityCountryCode: 'IT', password: 'sunny day 7',
};

const made = await client.POST('/api/v1/customers', { body: { ...maria, metadata: { plan: 'gold', age: 41 }, login: { returnUrl: '/wallet/deposit' } } });
if (!made.data || 'dryRun' in made.data || !made.data.login) throw new Error(JSON.stringify(made.error));
const id: string = made.data.customer.id;
const read = await client.GET('/api/v1/customers/{id}', { params: { path: { id } } });
const second = await client.POST('/api/v1/customers', { body: maria });
const wrong = await client.POST('/api/v1/customers', { body: { ...maria, email: 'maria', phone: '12' } });
const revoked = await client.DELETE('/api/v1/login-tokens/{id}', { params: { path: { id: made.data.login.id } } });

const problem = wrong.error;
console.log(JSON.stringify({
  url: made.data.login.url, email: read.data?.customer.email, status: read.data?.customer.status, second: second.error?.code,
  pointers: problem && 'errors' in problem ? problem.errors.map((error) => ('pointer' in error ? error.pointer : error.parameter)) : [], revoked: revoked.response.status,
}));

// @ts-expect-error a telephone number is a text
void (() => client.POST('/api/v1/customers', { body: { ...maria, phone: 35799123456 } }));
// @ts-expect-error no customer is without an e-mail
void (() => client.POST('/api/v1/customers', { body: { firstName: 'Maria' } }));
