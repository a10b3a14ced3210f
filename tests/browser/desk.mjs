// The office's day: the start page, a customer who is corrected and written about, a lead with an owner, own sessions.
import assert from 'node:assert/strict';
import { createCustomer, enterAdmin, env, latchkey, look, openMenu, pathOf, sql, story } from './stage.mjs';

// Seven partners who have brought customers on each of 90 days.
function bringPartners() {
  const names = ['Alpha Media', 'Bravo Leads', 'Client Stream', 'Delta Traffic', 'Echo Affiliates & Sons International', 'Foxtrot', 'Golf'];
  for (const [index, name] of names.entries()) {
    latchkey('user', 'create', '--email', `desk${index}@partner.example`, '--first-name', name, '--last-name', 'Ltd');
  }
  sql(`INSERT IGNORE INTO partner_days (day, source_user_id, leads, customers, first_deposits)
    SELECT DATE_FORMAT(UTC_DATE() - INTERVAL d.seq DAY, '%Y-%m-%d'), u.id, (CRC32(CONCAT(u.email, d.seq)) % 40) + 9,
      (CRC32(CONCAT(d.seq, u.email)) % 30), (CRC32(CONCAT('d', d.seq, u.email)) % 7)
    FROM seq_0_to_89 d JOIN users u ON u.email LIKE 'desk%@partner.example'`);
}

story('the start page shows the day and what partners bring', async (visit) => {
  bringPartners();
  createCustomer();
  const { page } = await visit();
  await enterAdmin(page);
  assert.equal(pathOf(page), '/admin/');
  assert.equal(await page.locator('nav [aria-current=page]').textContent(), 'Start');
  await page.getByRole('img', { name: /Customers by partner, the last 14 days/ }).waitFor();
  await look(page, 'admin-start');
  await page.getByRole('link', { name: '90 days', exact: true }).click();
  await page.getByRole('cell', { name: 'Alpha Media Ltd' }).waitFor();
  await look(page, 'admin-start-90');
  assert.ok((await page.content()).length < 60_000);
  for (const [tile, path] of [[/^New customers today/, '/admin/customers'], [/^New leads today/, '/admin/leads'],
    [/^Refused links/, '/admin/login-activity'], [/^Accounts that need care/, '/admin/platforms/accounts'],
    [/^Platforms down/, '/admin/platforms'], [/^Webhooks failing/, '/admin/webhooks'], [/^Keys that end soon/, '/admin/api-keys'],
    [/^Caps that are full/, '/admin/api-keys']]) {
    await openMenu(page, 'Start');
    await page.locator('.tiles').getByRole('link', { name: tile }).click();
    assert.equal(pathOf(page).split('?')[0], path);
  }
});

story('a customer is corrected, written about and given a link, a lead gets an owner, all without JavaScript', async (visit) => {
  const { email } = createCustomer({}, { language: 'pt-BR' });
  const { page, expect } = await visit({ javaScriptEnabled: false });
  await enterAdmin(page);
  await page.goto(`${env.BASE_URL}/admin/customers?q=${encodeURIComponent(email)}`);
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByText('Portuguese (Brazil)').waitFor();
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await page.getByLabel('Phone', { exact: true }).fill('99');
  expect(`422 ${pathOf(page)}`);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Write the number with its country').waitFor();
  await page.getByLabel('Phone', { exact: true }).fill('+39 06 1234 5678');
  await page.getByLabel('Country of the phone').selectOption({ label: 'Italy' });
  await page.getByLabel('First name').fill('Mariella');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('The customer is saved.').waitFor();
  await page.getByText('+390612345678').waitFor();
  await page.getByLabel('Note').fill('Called back.\nWants a gold account.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await page.getByText('The note is added.').waitFor();
  await page.getByText('Wants a gold account.').waitFor();
  await page.getByLabel('Leads to').selectOption({ label: 'Deposit (/wallet/deposit)' });
  await page.getByLabel('Good for').selectOption({ label: '1 hour' });
  await page.getByRole('button', { name: 'Make a login link' }).click();
  await page.getByText('Good until').waitFor();
  assert.match(await page.locator('#secret').textContent(), /returnUrl=%2Fwallet%2Fdeposit/);
  await page.getByRole('link', { name: 'Source and touches' }).click();
  await page.getByLabel('Owner').selectOption({ index: 1 });
  await page.getByRole('button', { name: 'Save' }).nth(1).click();
  await page.getByText('The owner of the lead is set.').waitFor();
  await page.getByText('Wants a gold account.').waitFor();
  await page.getByRole('button', { name: 'Remove the note' }).click();
  await page.getByText('The note is removed.').waitFor();
});

story('the pages of a customer, a lead, the users and the own account', async (visit) => {
  const { email } = createCustomer({}, { language: 'de', utmDetails: { utm_source: 'newsletter', utm_medium: 'mail', gclid: 'abc' } });
  const { page } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.BASE_URL}/admin/customers?q=${encodeURIComponent(email)}`);
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByLabel('Note').fill('Asked for a call on Monday.');
  await page.getByRole('button', { name: 'Add note' }).click();
  await look(page, 'desk-customer');
  await page.getByRole('link', { name: 'Edit', exact: true }).click();
  await look(page, 'desk-customer-edit');
  await page.goBack();
  await page.getByRole('link', { name: 'Source and touches' }).click();
  await look(page, 'desk-lead');
  await openMenu(page, 'Users');
  await look(page, 'desk-users');
  const other = await visit();
  await enterAdmin(other.page);
  await openMenu(page, 'My account');
  await look(page, 'desk-account');
  await page.getByRole('button', { name: /^End/ }).first().click();
  await page.getByText('The session has ended.').waitFor();
});
