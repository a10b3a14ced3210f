// A partner's user in the admin area: the role that an administrator makes for him, and what he sees with it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { run } from '../support/demo.mjs';
import { createCustomer, enterAdmin, env, latchkey, look, openMenu, password, signIn, story } from './stage.mjs';

const createWith = (key, email) => JSON.parse(run('curl', ['-sS', '--cacert', env.CA_FILE, `${env.BASE_URL}/api/v1/customers`,
  '-H', `X-Api-Key: ${key}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify({
    firstName: 'Olga', lastName: 'Own', email, phone: '+35799123456', phoneCountryCode: 'CY', nationalityCountryCode: 'IT',
    language: 'pt-br', password,
  })]));

story("a partner's user sees what is his and nothing else", async (visit) => {
  const { page } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Roles');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByLabel('Name').fill('Partner window');
  for (const area of ['Customers', 'Leads', 'Api Keys']) {
    await page.getByRole('group', { name: area, exact: true }).getByLabel('view', { exact: true }).check();
  }
  await page.getByLabel('Reaches over').selectOption('own');
  await look(page, 'partner-role');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'Partner window' }).waitFor();

  const email = 'window@example.com';
  execFileSync(join(env.BIN_DIR, 'latchkey'), ['user', 'create', '--email', email, '--first-name', 'Wanda', '--last-name', 'Window',
    '--role', 'Partner window', '--password-stdin'], { env: { ...process.env, LATCHKEY_CONFIG: env.CONFIG }, input: 'a long sunny day 7\n' });
  const [key] = latchkey('api-key', 'create', '--name', 'Window', '--user', email, '--right', 'customers:create').split('\n');
  const own = createWith(key, `own.${Date.now()}@example.com`);
  createCustomer();  // of another partner

  const { page: his, expect } = await visit();
  await his.goto(env.ADMIN_URL);
  await signIn(his, email, 'a long sunny day 7');
  await openMenu(his, 'Customers');
  assert.equal(await his.locator('main a[href*="/customers/"]').count(), 1);
  await look(his, 'partner-customers');
  await his.getByRole('link', { name: own.customer.id }).click();
  await his.getByText('pt-BR').waitFor();
  assert.equal((await his.content()).includes(own.customer.email), false);
  await look(his, 'partner-customer');
  await openMenu(his, 'Leads');
  await look(his, 'partner-leads');
  await openMenu(his, 'Api Keys');
  await look(his, 'partner-keys');
  for (const word of ['Users', 'Menus', 'Activity log']) assert.equal(await his.getByRole('link', { name: word, exact: true }).count(), 0);
  expect('403 /admin/users');
  await his.goto(`${env.ADMIN_URL}users`);
  await his.getByText('Your roles do not allow this.').waitFor();
});
