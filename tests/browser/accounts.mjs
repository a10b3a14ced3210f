// The customer gets the account: the list, and the platform passwords once.
import assert from 'node:assert/strict';
import { renameSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { createCustomer, env, latchkey, look, password, pathOf, signalService, sql, story, waitForName } from './stage.mjs';

const login = { returnUrl: '/accounts', statusPopup: false };
const card = (page) => page.locator('article');
const passwordsPath = ({ id }) => `/auth/trading-accounts/${id}/passwords`;

// A customer whose account is open, signed in on the list.
async function visitAccounts(visit, options) {
  const customer = createCustomer(login, { tradingAccount: {} });
  assert.equal(customer.account.status, 'created', JSON.stringify(customer.account));
  const visitor = await visit(options);
  await visitor.page.goto(customer.url);
  return { ...visitor, customer, account: customer.account };
}

// A customer whose account waits for the provisioner. `tell` runs meanwhile.
async function whilePending(tell) {
  signalService('provisioner', 'SIGSTOP');
  try {
    const customer = createCustomer(login, { tradingAccount: { currency: 'EUR' } });
    assert.equal(customer.account.status, 'pending');
    await tell(customer);
  } finally {
    signalService('provisioner', 'SIGCONT');
  }
}

async function askForPasswords(page, secret = password) {
  if (!(await page.getByLabel('Your password').isVisible())) await page.getByText('Show passwords').first().click();
  await page.getByLabel('Your password').fill(secret);
  await page.keyboard.press('Enter');
}

story('without an account the list says so kindly', async (visit) => {
  const { page } = await visit();
  await page.goto(createCustomer({ returnUrl: '/accounts' }).url);
  assert.equal(pathOf(page), '/accounts');
  await page.getByRole('heading', { name: 'No trading account yet' }).waitFor();
  await page.keyboard.press('Escape');
  await waitForName(page);
  assert.equal(await page.locator('nav [aria-current=page]').textContent(), 'Accounts');
  assert.equal(await card(page).count(), 0);
  await look(page, 'accounts-empty');
});

story('the list tells the account, and the passwords are shown once', async (visit) => {
  sql("UPDATE trading_platforms SET server_name = 'NorthgateMarkets-Demo' WHERE name = 'MT5 Demo'");
  const { page, context, expect, account } = await visitAccounts(visit);
  const text = await card(page).textContent();
  for (const fact of ['MT5 Demo', 'Open', String(account.login), 'NorthgateMarkets-Demo', 'standard', 'USD', '1:']) {
    assert.ok(text.includes(fact), fact);
  }
  const late = await context.newPage();
  await late.goto(`${env.BASE_URL}/accounts`);
  await waitForName(page);
  await look(page, 'accounts');
  await page.getByText('Show passwords').first().click();
  await look(page, 'accounts-form');
  expect(`401 ${passwordsPath(account)}`);
  await askForPasswords(page, 'wrong day 7');
  await page.getByText('is not right').waitFor();
  await page.waitForFunction(() => document.activeElement.name === 'password');
  await look(page, 'reveal-wrong');
  await askForPasswords(page);
  await page.getByText('Copy the passwords now').waitFor();
  const shown = Object.fromEntries(await page.locator('input[readonly]').evaluateAll((fields) => fields.map(({ id, value }) => [id, value])));
  assert.equal(shown.login, String(account.login));
  assert.equal(shown.server, 'NorthgateMarkets-Demo');
  assert.match(shown['main-password'], /^[\w!@#$*.-]{14}$/);
  assert.match(shown['investor-password'], /^[\w!@#$*.-]{14}$/);
  assert.notEqual(shown['main-password'], shown['investor-password']);
  // Tabbing into a field selects it, ready to be copied.
  await page.keyboard.press('Tab');
  assert.equal(await page.evaluate(() => getSelection().toString()), shown.server);
  await look(page, 'reveal');
  await page.getByRole('link', { name: 'Back' }).click();
  await page.waitForURL('**/accounts?from=passwords');
  await page.getByText('were shown and then erased').waitFor();
  assert.equal(await page.getByText('Show passwords').count(), 0);
  assert.equal((await page.content()).includes(shown['main-password']), false);
  await look(page, 'accounts-shown');
  expect(`410 ${passwordsPath(account)}`);
  await askForPasswords(late);
  await late.getByRole('heading', { name: 'shown already' }).waitFor();
  assert.equal((await late.content()).includes(shown['main-password']), false);
  await late.getByText('support@example.com').waitFor();
  await look(late, 'reveal-again');
});

story('coming back from the passwords does not open the status pop-up again', async (visit) => {
  const { url, account } = createCustomer({ returnUrl: '/accounts' }, { tradingAccount: {} });
  const { page } = await visit();
  await page.goto(url);
  await page.locator('dialog#status[open]').waitFor();
  await page.keyboard.press('Escape');
  await askForPasswords(page);
  await page.getByText('Copy the passwords now').waitFor();
  assert.equal(pathOf(page), passwordsPath(account));
  await page.getByRole('link', { name: 'Back' }).click();
  await waitForName(page);
  assert.equal(await page.locator('dialog#status[open]').count(), 0);
});

story('an account on its way is shown as such, and by itself as open', async (visit) => {
  const { page } = await visit();
  await whilePending(async ({ url }) => {
    await page.goto(url);
    await page.getByText('Being opened').waitFor();
    await waitForName(page);
    assert.equal(await page.getByText('Show passwords').count(), 0);
    await look(page, 'accounts-pending');
  });
  await page.getByText('Show passwords').waitFor({ timeout: 60_000 });
  assert.match(await page.getByRole('status').textContent(), /^Account \d+ is open\.$/);
  await look(page, 'accounts-opened');
});

story('the list asks again while something is on its way, but not for ever', async (visit) => {
  const { page, forgive } = await visit();
  await page.clock.install();
  let asked = 0;
  page.on('request', (request) => { asked += request.url().endsWith('/auth/trading-accounts'); });
  await whilePending(async ({ url }) => {
    await page.goto(url);
    await page.getByText('Being opened').waitFor();
    assert.equal(asked, 1);
    forgive(/net::ERR_FAILED/);
    await page.route('**/auth/trading-accounts', (route) => route.abort());
    await page.clock.fastForward('00:04');
    await page.getByText('cannot be read at the moment').waitFor();
    assert.equal(await page.getByText('Being opened').isVisible(), true);
    await page.unroute('**/auth/trading-accounts');
    await page.clock.fastForward('00:04');
    await page.getByText('cannot be read at the moment').waitFor({ state: 'hidden' });
    await page.clock.fastForward('05:00');
    await page.getByText('takes longer than usual').waitFor();
    const until = asked;
    await page.clock.fastForward('10:00');
    assert.equal(asked, until);
    await look(page, 'accounts-late');
  });
});

story('a session that has ended leads to the sign-in page and back', async (visit) => {
  const { page, context, expect, account } = await visitAccounts(visit);
  await page.getByText('Show passwords').first().click();
  await context.clearCookies();
  expect(`401 ${passwordsPath(account)}`);
  await askForPasswords(page);
  await page.getByText('no longer signed in').waitFor();
  await look(page, 'reveal-signed-out');
});

story('an account that could not be opened says whom to ask', async (visit) => {
  const { page, customer, account } = await visitAccounts(visit);
  await page.goto(`${env.BASE_URL}${passwordsPath(account)}?returnUrl=%2Faccounts`);
  await look(page, 'reveal-ask');
  await page.getByRole('link', { name: 'Back' }).click();
  sql(`UPDATE trading_accounts SET status = 'failed', login = NULL, outcome_code = 'group_unknown'
    WHERE customer_id = (SELECT id FROM customers WHERE email = '${customer.email}')`);
  await page.reload();
  await page.getByText('could not be opened (group_unknown)').waitFor();
  await waitForName(page);
  await look(page, 'accounts-failed');
});

story('too many wrong passwords have to wait, and a missing key loses nothing', async (visit) => {
  const { page, expect, account } = await visitAccounts(visit);
  const keyFile = join(dirname(env.CONFIG), 'secrets.key');
  expect(`503 ${passwordsPath(account)}`, ...Array(5).fill(`401 ${passwordsPath(account)}`), `429 ${passwordsPath(account)}`);
  renameSync(keyFile, `${keyFile}.away`);
  try {
    await askForPasswords(page);
    await page.getByText('They still wait for you').waitFor();
  } finally {
    renameSync(`${keyFile}.away`, keyFile);
  }
  await look(page, 'reveal-unavailable');
  await page.getByRole('link', { name: 'Back' }).click();
  for (let i = 0; i < 5; i += 1) {
    await askForPasswords(page, `wrong day ${i}`);
    await page.getByText('is not right').waitFor();
  }
  await askForPasswords(page);
  await page.getByRole('heading', { name: 'Too many attempts' }).waitFor();
  await look(page, 'reveal-throttled');
});

story('the passwords are shown without JavaScript', async (visit) => {
  const { page, account } = await visitAccounts(visit, { javaScriptEnabled: false });
  await page.locator('main noscript .notice').waitFor();
  await page.goto(`${env.BASE_URL}${passwordsPath(account)}?returnUrl=%2Faccounts`);
  await askForPasswords(page);
  await page.getByText('Copy the passwords now').waitFor();
  assert.equal(await page.getByLabel('Login').inputValue(), String(account.login));
  await page.getByRole('link', { name: 'Back' }).click();
  await page.waitForURL('**/accounts');
});

story('the longest names fit, and a platform of many accounts', async (visit) => {
  const { page, customer } = await visitAccounts(visit);
  sql(`UPDATE trading_platforms SET name = '${'Ж'.repeat(60)}', server_name = '${'Server-'.repeat(14)}' WHERE name = 'MT5 Demo'`);
  try {
    sql(`INSERT INTO trading_accounts (id, customer_id, platform_id, group_id, account_type, currency, leverage, status, created_at,
      updated_at) SELECT RANDOM_BYTES(16), customer_id, platform_id, group_id, '${'Very'.repeat(16)}', currency, 1000, 'manual',
      UTC_TIMESTAMP(6), UTC_TIMESTAMP(6) FROM trading_accounts WHERE customer_id = (SELECT id FROM customers WHERE email = '${customer.email}')`);
    await page.reload();
    await page.getByText('Being opened').waitFor();
    await waitForName(page);
    await look(page, 'accounts-long');
  } finally {
    sql(`UPDATE trading_platforms SET name = 'MT5 Demo', server_name = NULL WHERE name = '${'Ж'.repeat(60)}'`);
  }
  assert.ok(latchkey('platform', 'list').includes('MT5 Demo'));
});
