// A file of leads is chosen, its columns are said, a wrong row is seen, and the rest is taken in.
import assert from 'node:assert/strict';
import { enterAdmin, env, look, openMenu, pathOf, story } from './stage.mjs';

const fileOf = (text, name = 'leads of march.csv') => ({ name, mimeType: 'text/csv', buffer: Buffer.from(text) });

async function openImport(page) {
  await enterAdmin(page);
  await openMenu(page, 'Leads');
  await page.getByRole('link', { name: 'Import', exact: true }).click();
}

story('a form without a file, and one that is too large, say so', async (visit) => {
  const { page, expect } = await visit();
  await openImport(page);
  expect('422 /admin/leads/import');
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Choose a file.').waitFor();
  await look(page, 'admin-import');
  expect('413 /admin/leads/import');
  await page.goto(`${env.BASE_URL}/admin/leads/import?file=too-large`);
  await page.getByText('The file has more than 64 MiB.').waitFor();
});

story('a file of leads is chosen, mapped, checked and taken in', async (visit) => {
  const { page } = await visit();
  await openImport(page);
  const email = `import.${Date.now()}@example.com`;
  const rows = [`${email},Ida,gold,+35799123456`, `2${email},Jan,silver,123`, 'nobody,Kim,gold,'];
  await page.getByLabel('File').setInputFiles(fileOf(`Mail,First name,Plan,phone\n${rows.join('\n')}\n`));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('Line 1: no column is the e-mail; say which one.').waitFor();
  await page.getByLabel('Mail', { exact: true }).selectOption('email');
  await page.getByLabel('Plan', { exact: true }).selectOption('metadata.Plan');
  await page.getByRole('button', { name: 'Check again' }).click();
  await page.getByRole('heading', { name: 'Wrong rows' }).waitFor();
  assert.deepEqual(await page.getByRole('table', { name: 'Wrong rows' }).locator('tbody td:nth-child(-n+2)').allTextContents()
    .then((texts) => texts.map((text) => text.trim())), ['3', 'phone', '4', 'Mail']);
  await look(page, 'admin-import-file');
  const [download] = await Promise.all([page.waitForEvent('download'),
    page.getByRole('link', { name: 'Wrong rows as CSV' }).click()]);
  assert.equal(download.suggestedFilename(), 'wrong-rows.csv');
  await page.getByRole('button', { name: 'Take in' }).click();
  await page.getByText('Rows are wrong; nothing was taken in.').waitFor();
  await page.goBack();
  await page.getByLabel('Leave wrong rows out').check();
  await page.getByRole('button', { name: 'Take in' }).click();
  await page.getByText('3 rows: 1 new leads, 0 added to leads, 0 unchanged, 2 wrong and left out.').waitFor();
  await look(page, 'admin-import-done');
  await page.getByRole('main').getByRole('link', { name: /^Open/ }).first().click();
  await page.getByRole('cell', { name: email }).waitFor();
});

story('without JavaScript and by keyboard a file is taken in too, and another one discarded', async (visit) => {
  const { page } = await visit({ javaScriptEnabled: false });
  await openImport(page);
  const email = `import.${Date.now()}@example.com`;
  await page.getByLabel('File').setInputFiles(fileOf(`email;firstName\n${email};Lea\n`));
  await page.getByLabel('Source').focus();
  await page.keyboard.press('Tab');
  await page.keyboard.press('Enter');
  await page.getByRole('button', { name: 'Take in' }).focus();
  await page.keyboard.press('Enter');
  await page.getByText('1 rows: 1 new leads').last().waitFor();
  await page.goto(`${env.BASE_URL}/admin/leads/import`);
  await page.getByLabel('File').setInputFiles(fileOf(`email\n${email}\n`, 'again.csv'));
  await page.getByRole('button', { name: 'Check' }).click();
  await page.getByText('There is nothing to take in: all is stored.').waitFor();
  await page.goto(`${env.BASE_URL}/admin/leads/import`);
  await page.getByRole('link', { name: 'Go on with again.csv' }).click();
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByText('The file is removed.').waitFor();
  assert.equal(pathOf(page), '/admin/leads/import');
});
