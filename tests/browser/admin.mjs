// The admin area as staff use it: from the menu to an API key, from the key to a customer, from the customer to the lead.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createCustomer, enterAdmin, env, latchkey, look, openMenu, pathOf, story } from './stage.mjs';

// A call of the API with the key; the answer's JSON.
const call = (key, body) => JSON.parse(execFileSync('curl', ['-sS', '--cacert', env.CA_FILE, `${env.BASE_URL}/api/v1/customers`,
  '-H', `X-Api-Key: ${key}`, '-H', 'Content-Type: application/json', '-d', JSON.stringify(body)], { encoding: 'utf8' }));

story('a key made in the menu creates a customer that staff find with its lead', async (visit) => {
  const { page, expect } = await visit();
  await page.goto(env.ADMIN_URL);
  assert.equal(pathOf(page), '/admin/sign-in');
  await look(page, 'admin-sign-in');
  await enterAdmin(page);
  for (const word of ['Settings', 'System', 'User Management']) {
    await page.getByRole('navigation').getByText(word, { exact: true }).waitFor();
  }
  await openMenu(page, 'Api Keys');
  await look(page, 'admin-api-keys');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await look(page, 'admin-api-key-new');
  expect('422 /admin/api-keys/new');
  await page.getByLabel('Expiry date').fill('2099-12-31');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please fill this in.').waitFor();
  assert.equal(await page.getByLabel('Expiry date').inputValue(), '2099-12-31');
  await look(page, 'admin-api-key-wrong');
  const name = `Story <b>${Date.now()}`;
  await page.getByLabel('Name').fill(name);
  await page.getByLabel('User').selectOption({ label: 'Affiliate One <partner@example.com>' });
  await page.getByLabel('customers:create').check();
  await page.getByRole('button', { name: 'Save' }).click();
  const key = await page.locator('#secret').textContent();
  assert.match(key, /^lk_[A-Za-z0-9_-]{43}$/);
  await page.getByRole('button', { name: 'Copy' }).waitFor();
  await look(page, 'admin-api-key-saved');
  const scrolls = await page.locator('.scroll').evaluate((list) => list.scrollWidth - list.clientWidth);
  assert.ok(scrolls <= 0, `the list is ${scrolls} pixels wider than the page`);
  await openMenu(page, 'Api Keys');
  assert.equal((await page.content()).includes(key), false);

  const email = `ada.${Date.now()}@example.com`;
  const answer = call(key, {
    firstName: 'Ada', lastName: '"><script>alert(1)</script>', email, phone: '+35799123456', phoneCountryCode: 'CY',
    nationalityCountryCode: 'IT', password: 'sunny day 7', utmDetails: { utm_source: 'newsletter' }, metadata: { plan: 'gold' },
  });
  assert.ok(answer.customer, JSON.stringify(answer));
  await openMenu(page, 'Customers');
  await page.getByLabel('Beginning of e-mail').fill(email.slice(0, 12));
  await page.getByRole('button', { name: 'Search' }).click();
  await look(page, 'admin-customers');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'customers.csv');
  assert.ok(readFileSync(await download.path(), 'utf8').includes(`,"${email}",`));
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByRole('heading', { name: 'Ada "><script>alert(1)</script>' }).waitFor();
  await look(page, 'admin-customer');
  await page.getByRole('link', { name: 'Source and touches' }).click();
  for (const text of ['Affiliate One', 'newsletter', 'plan = gold', name]) {
    await page.getByText(text).first().waitFor();
  }
  await look(page, 'admin-lead');
  await openMenu(page, 'Leads');
  await page.getByRole('link', { name: 'Ada' }).first().waitFor();
  await look(page, 'admin-leads');
});

story('a support link opens the members area in another browser', async (visit) => {
  const { email } = createCustomer(null);
  const { page } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}customers?q=${encodeURIComponent(email)}`);
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByRole('button', { name: 'Make a login link' }).click();
  const url = await page.locator('#secret').textContent();
  const { page: customer } = await visit();
  await customer.goto(url);
  await customer.getByRole('button', { name: 'Continue' }).click();
  await customer.waitForURL('**/dashboard');
  await page.goto(`${env.ADMIN_URL}login-activity?customer=${encodeURIComponent(email)}`);
  await page.locator('.badge').getByText('signed in', { exact: true }).waitFor();
  await look(page, 'admin-login-activity');
});

story('a blocked customer is out at once', async (visit) => {
  const { email, url } = createCustomer({ statusPopup: false });
  const { page: customer } = await visit();
  await customer.goto(url);
  const { page } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}customers?q=${encodeURIComponent(email)}`);
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByRole('link', { name: 'Block', exact: true }).click();
  await page.getByLabel('Reason').fill('Asked for it');
  await look(page, 'admin-block');
  await page.getByRole('button', { name: 'Block' }).click();
  await page.getByRole('status').waitFor();
  await look(page, 'admin-blocked');
  await customer.reload();
  assert.match(pathOf(customer), /^\/auth\/login/);
});

story('users, roles, menus and the logs', async (visit) => {
  const { page } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Roles');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await look(page, 'admin-role-new');
  const role = `Support ${Date.now()}`;
  await page.getByLabel('Name').fill(role);
  await page.getByRole('group', { name: 'Customers' }).getByLabel('view').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await look(page, 'admin-roles');
  await openMenu(page, 'Users');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  const email = `sam.${Date.now()}@example.com`;
  await page.getByLabel('First name').fill('Sam');
  await page.getByLabel('Last name').fill('Support');
  await page.getByLabel('E-mail').fill(email);
  await page.getByLabel(role).check();
  await page.getByLabel('Password').fill('three quiet words');
  await look(page, 'admin-user-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await look(page, 'admin-users');

  const { page: sam, expect } = await visit();
  expect('403 /admin/users');
  await sam.goto(env.ADMIN_URL);
  await sam.getByLabel('E-mail').fill(email);
  await sam.getByLabel('Password').fill('three quiet words');
  await sam.keyboard.press('Enter');
  await sam.getByRole('heading', { name: 'Start' }).waitFor();
  assert.equal(await sam.getByRole('link', { name: 'Api Keys' }).count(), 0);
  await sam.goto(`${env.ADMIN_URL}users`);
  await sam.getByRole('heading', { name: 'Not allowed' }).waitFor();
  await look(sam, 'admin-refused');

  await page.getByRole('link', { name: 'Affiliate One' }).click();
  await look(page, 'admin-user');
  await page.getByRole('link', { name: 'Disable' }).click();
  await page.getByText('Demo partner').waitFor();
  await look(page, 'admin-user-disable');
  await openMenu(page, 'Menus');
  await page.getByLabel('Where does this').fill('/wallet/deposit?amount=5');
  await page.getByRole('button', { name: 'Test' }).click();
  await page.getByText('Its path is the path of an enabled entry.').waitFor();
  await look(page, 'admin-menus');
  await page.getByRole('link', { name: 'Deposit' }).click();
  await look(page, 'admin-menu');
  await openMenu(page, 'Activity log');
  await page.locator('tbody').getByText('user.create').first().waitFor();
  await look(page, 'admin-activity-log');
});

story('my account and the second factor', async (visit) => {
  const { page } = await visit();
  await enterAdmin(page);
  await page.getByRole('link', { name: 'Demo Administrator' }).click();
  await look(page, 'admin-account');
  await page.getByRole('link', { name: 'Add a second factor' }).click();
  await page.getByRole('img', { name: /QR code/ }).waitFor();
  await look(page, 'admin-second-factor');
});

story('the admin area works without JavaScript and with the keyboard alone', async (visit) => {
  const { page } = await visit({ javaScriptEnabled: false });
  await page.goto(env.ADMIN_URL);
  await page.locator('#email:focus').waitFor();
  await page.keyboard.type(env.ADMIN_EMAIL);
  await page.keyboard.press('Tab');
  await page.keyboard.type(env.ADMIN_PASSWORD);
  await page.keyboard.press('Enter');
  await page.getByRole('link', { name: 'Api Keys' }).click();
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByLabel('Name').fill(`Plain ${Date.now()}`);
  await page.keyboard.press('Enter');
  assert.match(await page.locator('#secret').textContent(), /^lk_/);
  await page.getByRole('button', { name: 'Sign out' }).click();
  await page.waitForURL('**/admin/sign-in');
  assert.ok(latchkey('api-key', 'list').includes('Plain'));
});
