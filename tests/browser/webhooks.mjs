// Webhooks in the admin area: made, tested, rotated, looked at, disabled and deleted; and what the partner sees of his own.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { join } from 'node:path';
import { enterAdmin, env, latchkey, look, openMenu, signIn, sql, story } from './stage.mjs';

// Where the demo's receiver listens, without the path.
const findReceiver = () => new URL(sql("SELECT url FROM endpoints WHERE kind = 'webhook' LIMIT 1").trim()).origin;

// Loads the page until the courier has done its part.
async function reloadUntil(page, text) {
  for (let tries = 0; tries < 60; ++tries) {
    if (await page.getByText(text, { exact: true }).count() > 0) return;
    await new Promise((resolve) => { setTimeout(resolve, 250); });
    await page.reload();
  }
  assert.fail(`${text} does not appear`);
}

story('a webhook is made, tested and looked after', async (visit) => {
  const { page, expect } = await visit();
  const receiver = findReceiver();
  await enterAdmin(page);
  await openMenu(page, 'Webhooks');
  await look(page, 'webhooks');
  await page.getByRole('link', { name: 'New webhook' }).click();
  await page.getByLabel('URL').fill('http://10.0.0.1/hook');
  expect('422 /admin/webhooks/new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Please choose at least one.').waitFor();
  await look(page, 'webhook-new-refused');
  await page.getByLabel('URL').fill(`${receiver}/story`);
  await page.getByLabel('lead.created').check();
  await page.getByLabel('deposit.first').check();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('it is shown this once').waitFor();
  assert.match(await page.locator('#codes').innerText(), /^whsec_[A-Za-z0-9+/]{43}=$/);
  await look(page, 'webhook-secret');

  await page.getByRole('link', { name: 'Webhook', exact: true }).click();
  await look(page, 'webhook-untold');
  await page.getByRole('button', { name: 'Send test' }).click();
  await page.getByText('The test is on its way.').waitFor();
  await reloadUntil(page, '400');  // the receiver does not know this secret
  await page.getByText('the receiver answers 400').waitFor();
  await look(page, 'webhook-delivery');

  await page.getByRole('link', { name: 'Webhook', exact: true }).click();
  await page.getByRole('link', { name: 'Edit' }).click();
  await page.getByLabel('URL').fill(`${receiver}/story/status/200`);
  await look(page, 'webhook-edit');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It is saved.').waitFor();
  await page.getByRole('link', { name: 'Show' }).first().click();
  await page.getByRole('button', { name: 'Resend' }).click();
  await page.getByText('The message is on its way again.').waitFor();
  await reloadUntil(page, 'delivered');
  await look(page, 'webhook-delivery-twice');

  await page.getByRole('link', { name: 'Webhook', exact: true }).click();
  await page.getByRole('link', { name: 'Replay' }).click();
  await page.getByLabel('Since (UTC)').fill('2026-01-01');
  await look(page, 'webhook-replay');
  await page.getByRole('button', { name: 'Replay' }).click();
  await page.getByText('on its way again').waitFor();
  await page.getByRole('link', { name: 'Rotate secret' }).click();
  await look(page, 'webhook-rotate');
  await page.getByRole('button', { name: 'Rotate' }).click();
  await page.getByText('it is shown this once').waitFor();
  await page.getByRole('link', { name: 'Webhook', exact: true }).click();
  await page.getByText('Former secret signs until').waitFor();
  await look(page, 'webhook');

  await page.getByRole('link', { name: 'Disable' }).click();
  await look(page, 'webhook-disable');
  await page.getByRole('button', { name: 'Disable' }).click();
  await page.getByText('It is disabled.').waitFor();
  await page.getByRole('button', { name: 'Enable' }).click();
  await page.getByText('It is enabled').waitFor();
  await page.getByRole('link', { name: 'Delete' }).click();
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByText('It is deleted').waitFor();
  assert.equal(await page.getByText(`${receiver}/story`).count(), 0);
});

story("a partner's user sees his own postbacks and their deliveries, and changes nothing", async (visit) => {
  const { page } = await visit();
  const receiver = findReceiver();
  await enterAdmin(page);
  await openMenu(page, 'Roles');
  await page.getByRole('link', { name: 'New', exact: true }).click();
  await page.getByLabel('Name').fill('Told partner');
  await page.getByRole('group', { name: 'Webhooks', exact: true }).getByLabel('view', { exact: true }).check();
  await page.getByLabel('Reaches over').selectOption('own');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('cell', { name: 'Told partner' }).waitFor();
  const email = 'told@example.com';
  execFileSync(join(env.BIN_DIR, 'latchkey'), ['user', 'create', '--email', email, '--first-name', 'Tom', '--last-name', 'Told',
    '--role', 'Told partner', '--password-stdin'], { env: { ...process.env, LATCHKEY_CONFIG: env.CONFIG }, input: 'a long sunny day 7\n' });

  await openMenu(page, 'Webhooks');
  await page.getByRole('link', { name: 'New postback' }).click();
  await page.getByLabel('Template').fill(`${receiver}/told?cid={click_id}&e={event}`);
  await page.getByLabel('lead', { exact: true }).check();
  await page.getByLabel('Leads of').selectOption({ label: `Tom Told <${email}>` });
  await look(page, 'postback-new');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('It is saved.').waitFor();
  await page.getByRole('button', { name: 'Send test' }).click();
  await reloadUntil(page, 'delivered');
  assert.equal(await page.getByRole('button', { name: 'Resend' }).count(), 0);
  const delivery = new URL(page.url()).pathname;

  const { page: his, expect } = await visit();
  await his.goto(env.ADMIN_URL);
  await signIn(his, email, 'a long sunny day 7');
  await openMenu(his, 'Webhooks');
  assert.equal(await his.locator('main tbody tr').count(), 1);
  await look(his, 'partner-webhooks');
  await his.getByRole('link', { name: `${receiver}/told` }).click();
  await look(his, 'partner-webhook');
  assert.equal(await his.locator('main form[method=post]').count(), 0);
  await his.getByRole('link', { name: 'Show' }).click();
  assert.equal(new URL(his.url()).pathname, delivery);
  await his.getByText(`${receiver}/told?cid=test&e=test`).waitFor();
  const others = sql(`SELECT LOWER(CONCAT_WS('-', SUBSTR(HEX(id), 1, 8), SUBSTR(HEX(id), 9, 4), SUBSTR(HEX(id), 13, 4),
    SUBSTR(HEX(id), 17, 4), SUBSTR(HEX(id), 21))) FROM endpoints WHERE kind = 'webhook' LIMIT 1`).trim();
  expect(`404 /admin/webhooks/${others}`, '403 /admin/webhooks/new');
  await his.goto(`${env.ADMIN_URL}webhooks/${others}`);
  await his.goto(`${env.ADMIN_URL}webhooks/new`);
  latchkey('postback', 'remove', `${receiver}/told?cid={click_id}&e={event}`);
});
