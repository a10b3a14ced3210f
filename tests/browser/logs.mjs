// The two logs and the search, on narrow screens too: no text may be cut (WCAG 1.4.10).
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { createCustomer, enterAdmin, env, look, openMenu, photograph, sql, story } from './stage.mjs';

// All text of the page's lists that stands beyond the list's edge, where it would be cut off.
const findCutText = (page) => page.evaluate(() => {
  const cut = [];
  for (const list of document.querySelectorAll('.list')) {
    const { left, right } = list.getBoundingClientRect();
    const texts = document.createTreeWalker(list, NodeFilter.SHOW_TEXT);
    for (let text = texts.nextNode(); text; text = texts.nextNode()) {
      if (!text.data.trim() || text.parentElement.closest('thead, .unseen')) continue;  // those are for screen readers
      const range = document.createRange();
      range.selectNodeContents(text);
      for (const box of range.getClientRects()) {
        if (box.right > right + 0.5 || box.left < left - 0.5) cut.push(text.data.trim());
      }
    }
  }
  return cut;
});

async function checkNarrow(page, name) {
  for (const width of [320, 390, 768]) {
    await page.setViewportSize({ width, height: 844 });
    assert.deepEqual(await findCutText(page), [], `${name} at ${width}`);
    await photograph(page, `${name}-${width}`);
  }
  await page.setViewportSize({ width: 1440, height: 900 });
  await photograph(page, `${name}-1440`);
}

const outcomes = ['signed_in', 'spent', 'expired', 'wrong_password', 'no_key', 'wrong_code', 'customer_blocked', 'throttled'];

story('login activity shows all its text and is filtered', async (visit) => {
  const { email } = createCustomer(null);
  const day = new Date().toISOString().slice(0, 10);
  for (const outcome of outcomes) {
    sql(`INSERT INTO sign_in_attempts (id, attempted_at, method, outcome, address, customer_id, return_url, return_url_reason, request_id)
      SELECT UNHEX(CONCAT(LPAD(HEX(FLOOR(UNIX_TIMESTAMP(NOW(3)) * 1000)), 12, '0'), SUBSTR(HEX(RANDOM_BYTES(10)), 1))), UTC_TIMESTAMP(6),
        'token', '${outcome}', '2001:db8:1234:5678:9abc:def0:1234:5678', id, '/wallet/${'long-'.repeat(30)}', 'not_in_menus', 'r'
      FROM customers WHERE email = '${email}'`);
  }
  const { page } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Login activity');
  await page.getByLabel('Customer or user').fill(email.slice(0, -5));
  await page.getByLabel('Outcome').selectOption({ label: 'All that were refused' });
  await page.getByLabel('From day').fill(day);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByText('the link was spent before, by another browser').and(page.locator('.badge')).waitFor();
  assert.equal(await page.locator('tbody tr').count(), outcomes.length - 1);
  assert.match(await page.locator('tbody time').first().textContent(), /\d:\d\d:\d\d/);
  await checkNarrow(page, 'logs-login-activity');
  await look(page, 'logs-login-activity');
  await page.getByLabel('Customer or user').fill('nobody.at.all');
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByText('There is no such customer or user.').waitFor();
  await look(page, 'logs-login-activity-unusable');
});

story('the activity log names people and is exported', async (visit) => {
  const { email } = createCustomer(null);
  const { page } = await visit();
  await enterAdmin(page);
  await page.goto(`${env.ADMIN_URL}customers?q=${encodeURIComponent(email)}`);
  await page.getByRole('row', { name: email }).getByRole('link').click();
  await page.getByRole('button', { name: 'Make a login link' }).click();
  await page.locator('#secret').waitFor();
  await openMenu(page, 'Activity log');
  await page.getByLabel('What', { exact: true }).selectOption('customer.login_link');
  await page.getByLabel('What was changed').fill(email);
  await page.getByRole('button', { name: 'Filter' }).click();
  await page.getByRole('row', { name: email }).getByRole('link', { name: 'Demo Administrator' }).waitFor();
  await checkNarrow(page, 'logs-activity');
  await look(page, 'logs-activity');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Export as CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'activity-log.csv');
  assert.ok(readFileSync(await download.path(), 'utf8').includes(email));
  await page.getByRole('row', { name: email }).getByRole('link', { name: email }).click();
  await page.getByRole('heading', { name: 'Maria' }).waitFor();
});

story('the search finds people by all that staff know of them', async (visit) => {
  const mark = `q${Date.now().toString(36)}`;
  const { email } = createCustomer(null, { firstName: 'José', lastName: `García O'${mark}` });
  const { page } = await visit();
  await enterAdmin(page);
  await openMenu(page, 'Customers');
  for (const [text, kind] of [[`o'${mark} jose`, 'name'], [`garcia o${mark}`, 'name'], [email.slice(0, -8), 'e-mail'],
    [`99 123 456 o${mark}`, 'phone, name']]) {
    await page.getByLabel('Beginning of e-mail').fill(text);
    await page.getByRole('button', { name: 'Search' }).click();
    await page.getByRole('row', { name: email }).getByRole('cell', { name: kind, exact: true }).first().waitFor();
  }
  await checkNarrow(page, 'search-customers');
  await look(page, 'search-customers');
  await page.getByLabel('Beginning of e-mail').fill('🙂');
  await page.getByRole('button', { name: 'Search' }).click();
  await page.getByText('There is no letter and no digit to look for.').waitFor();
});
