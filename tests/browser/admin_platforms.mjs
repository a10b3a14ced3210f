// Settings > Trading Platforms as staff use it: a platform entered, its group, its test with the steps seen arriving, and an
// account that fails, is tried again and opens.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCustomer, enterAdmin, env, latchkey, look, openMenu, sql, story } from './stage.mjs';

const demo = () => dirname(env.CONFIG);
const file = (path) => readFileSync(join(demo(), path), 'utf8').trim();

// The simulator's settings; see tests/simulators/control.py.
const simulate = (settings) => execFileSync('curl', ['-sS', `http://127.0.0.1:${file('mt5/control')}/set`, '-d', JSON.stringify(settings)]);

const state = (page) => page.locator('dl').getByText(/^(pending|sending|failed|created)$/).first();

async function addPlatform(page, name) {
  await openMenu(page, 'Platforms');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByLabel('Name', { exact: true }).fill(name);
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByLabel('Port').fill(file('mt5/port'));
  await page.getByLabel('Manager').fill('1000');
  await page.getByLabel('API password').fill('Password1');
  await page.getByLabel('CA file').fill(env.CA_FILE);
  await page.getByLabel('demo: not for real money').check();
}

async function addGroup(page) {
  await page.getByRole('link', { name: 'New group' }).click();
  await page.getByLabel('Account type', { exact: true }).fill('standard');
  await page.getByLabel('Currency', { exact: true }).fill('USD');
  await page.getByLabel('Group', { exact: true }).fill('demo\\forex-usd');
  await page.getByLabel('Leverages').fill('50,100,200');
}

story('a platform is entered, mapped and tested, and its steps are seen as they are done', async (visit) => {
  const { page, expect } = await visit();
  await enterAdmin(page);
  const name = `Story ${Date.now()}`;
  await addPlatform(page, name);
  await look(page, 'admin-platform-new');
  expect('422 /admin/platforms/new');
  await page.getByLabel('Host').fill('https://127.0.0.1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('This must be a host name or an address').waitFor();
  assert.equal(await page.getByLabel('Manager').inputValue(), '1000');
  assert.equal(await page.getByLabel('API password').inputValue(), '');
  await look(page, 'admin-platform-wrong');
  await page.getByLabel('Host').fill('127.0.0.1');
  await page.getByLabel('API password').fill('Password1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name }).waitFor();
  await look(page, 'admin-platform-added');
  await addGroup(page);
  await look(page, 'admin-group-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'demo\\forex-usd' }).waitFor();
  await look(page, 'admin-platform');

  simulate({ latency_ms: 400 });
  try {
    await page.getByRole('button', { name: 'Test the platform' }).click({ noWaitAfter: true });
    await page.locator('.lines li').filter({ hasText: 'sign-in' }).waitFor();
    assert.equal(await page.evaluate(() => document.readyState), 'loading');
    assert.equal(await page.getByText('No step has failed').count(), 0);
    await page.getByText('No step has failed').waitFor();
  } finally {
    simulate({ latency_ms: 0 });
  }
  await look(page, 'admin-platform-test');
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('API password').fill('Wrong-Password1');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('button', { name: 'Test the platform' }).click();
  await page.getByText('cannot open accounts yet').waitFor();
  assert.ok((await page.locator('.remedy').first().textContent()).includes('API password'));
  await look(page, 'admin-platform-test-failed');
  await openMenu(page, 'Groups');
  await look(page, 'admin-groups');
  await openMenu(page, 'Platforms');
  sql(`INSERT INTO platform_circuits (platform_id, failures, opened_at, open_until, reason, detail) SELECT id, 3,
    UTC_TIMESTAMP(6) - INTERVAL 5 MINUTE, UTC_TIMESTAMP(6) + INTERVAL 1 MINUTE, 'connect_timeout', 'no answer within 5000 ms'
    FROM trading_platforms WHERE name = '${name}' ON DUPLICATE KEY UPDATE reason = 'connect_timeout'`);
  await page.reload();
  await page.getByText('connect_timeout').waitFor();
  await look(page, 'admin-platforms');
  await page.getByRole('link', { name }).click();
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('The platform is disabled.').waitFor();
});

story('an account that failed is tried again and opens', async (visit) => {
  simulate({ may_add: false });
  let customer;
  try {
    customer = createCustomer(null, { tradingAccount: { platform: 'MT5 Demo' } });
    for (let i = 0; customer.account.status === 'pending' && i < 100; i += 1) {
      [customer.account] = JSON.parse(latchkey('account', 'list', '--json')).filter(({ id }) => id === customer.account.id);
    }
    assert.equal(customer.account.status, 'failed');
  } finally {
    simulate({ may_add: true });
  }
  const { page, expect } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Trading accounts');
  await page.getByLabel('State').selectOption('failed');
  await page.getByRole('button', { name: 'Show' }).click();
  await look(page, 'admin-accounts');
  await page.getByRole('row', { name: customer.email }).getByRole('link').first().click();
  await state(page).filter({ hasText: 'failed' }).waitFor();
  await look(page, 'admin-trading-account');
  await page.getByRole('link', { name: 'Resolve' }).click();
  await look(page, 'admin-account-resolve');
  await page.getByRole('link', { name: 'Cancel' }).first().click();
  await page.getByRole('button', { name: 'Retry' }).click();
  await page.getByText('The account is tried again.').waitFor();
  for (let i = 0; (await state(page).textContent()) !== 'created'; i += 1) {
    assert.ok(i < 100, 'the account was not opened');
    await page.reload();
  }
  await page.getByRole('cell', { name: 'retry' }).waitFor();
  await look(page, 'admin-trading-account-created');
  await page.getByRole('link', { name: customer.email }).click();
  await page.getByRole('row', { name: 'MT5 Demo' }).getByRole('link').waitFor();
  await openMenu(page, 'Groups');
  await page.getByRole('row', { name: 'MT5 Demo standard USD' }).getByRole('link', { name: 'standard' }).click();
  await page.getByRole('link', { name: 'Remove' }).click();
  await look(page, 'admin-group-remove');
  expect(`409 ${new URL(page.url()).pathname}`);
  await page.getByRole('button', { name: 'Remove' }).click();
  await page.getByRole('heading', { name: 'The group stays' }).waitFor();
});

story('new passwords are asked for, without JavaScript too', async (visit) => {
  const customer = createCustomer(null, { tradingAccount: { platform: 'MT5 Demo' } });
  for (const javaScriptEnabled of [true, false]) {
    const { page } = await visit({ javaScriptEnabled });
    await enterAdmin(page);
    await page.goto(`${env.ADMIN_URL}platforms/accounts/${customer.account.id}`);
    await page.getByRole('link', { name: 'Renew passwords' }).click();
    if (javaScriptEnabled) await look(page, 'admin-renew-passwords');
    await page.getByRole('link', { name: 'Cancel' }).first().click();
    await page.getByRole('link', { name: 'Renew passwords' }).click();
    await page.getByRole('button', { name: 'Renew passwords' }).click();
    await page.getByText('New passwords are asked for.').waitFor();
    for (let i = 0; (await page.getByText('done', { exact: true }).count()) === 0; i += 1) {
      assert.ok(i < 100, 'the passwords were not renewed');
      await page.reload();
    }
    await page.getByRole('cell', { name: 'passwords_renewed' }).first().waitFor();
    if (javaScriptEnabled) await look(page, 'admin-passwords-renewed');
  }
});

story('a manual account is resolved by whoever has looked', async (visit) => {
  const customer = createCustomer(null, { tradingAccount: { platform: 'MT5 Demo' } });
  sql(`UPDATE trading_accounts SET status = 'manual', login = NULL, outcome_code = 'not_found_again' WHERE customer_id =
    (SELECT id FROM customers WHERE email = '${customer.email}')`);
  const { page, expect } = await visit({ javaScriptEnabled: false });
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}platforms/accounts?state=manual`);
  await page.getByRole('row', { name: customer.email }).getByRole('link').first().click();
  await page.getByRole('link', { name: 'Resolve' }).click();
  const address = new URL(page.url()).pathname;
  expect(`422 ${address}`);
  await page.getByRole('button', { name: 'It exists' }).click();
  await page.getByText("The account's number at the platform.").waitFor();
  await page.getByLabel('Login at the platform').fill(String(customer.account.login));
  await page.getByRole('button', { name: 'It exists' }).click();
  await page.getByText('The account is resolved.').waitFor();
});
