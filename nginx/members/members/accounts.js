// The list of trading accounts. While one is being opened the list is asked for again, for five minutes at most.
import { ask, goToSignIn } from './ask.js';

const pause = 3000;
const end = Date.now() + 5 * 60_000;
const list = document.querySelector('[data-accounts]');
const note = document.querySelector('[data-note]');
const template = document.getElementById('account');
const shown = new Map(); // id -> { account, card }

const states = { created: 'Open', pending: 'Being opened', failed: 'Not opened' };

function wordsOf({ status, passwordsWaiting, code }) {
  if (status === 'pending') return 'This takes a few seconds as a rule. The page refreshes itself.';
  if (status === 'failed') return `This account could not be opened${code ? ` (${code})` : ''}. We are glad to help.`;
  return passwordsWaiting
    ? 'Its passwords are ready for you.'
    : 'Its passwords were shown and then erased. If you did not keep them, ask us for new ones.';
}

function makeCard(account) {
  const card = template.content.firstElementChild.cloneNode(true);
  const fields = {
    ...account,
    platform: account.isDemo ? `${account.platform} (demo)` : account.platform,
    state: states[account.status],
    words: wordsOf(account),
    leverage: `1:${account.leverage}`,
    which: ` of account ${account.login}`,
  };
  for (const element of card.querySelectorAll('[data-field]')) element.textContent = fields[element.dataset.field] ?? '';
  const isOpen = account.status === 'created';
  for (const row of card.querySelectorAll('[data-row]')) row.hidden = !isOpen;
  card.dataset.status = account.status;
  card.querySelector('[data-support]').hidden = account.status === 'pending' || account.passwordsWaiting;
  const reveal = card.querySelector('[data-reveal]');
  if (account.passwordsWaiting) reveal.querySelector('form').action = `/auth/trading-accounts/${account.id}/passwords`;
  else reveal.remove();
  return card;
}

function say(text) {
  if (note.textContent !== text) note.textContent = text;
  note.hidden = text === '';
}

// Only what has changed is made anew: a password that is being typed stays. Returns what to tell about the changes.
function update(accounts) {
  const told = [];
  for (const account of accounts) {
    const old = shown.get(account.id);
    if (old && JSON.stringify(old.account) === JSON.stringify(account)) continue;
    const card = makeCard(account);
    if (old) old.card.replaceWith(card);
    else list.append(card);
    if (old && account.status === 'created' && old.account.status === 'pending') told.push(`Account ${account.login} is open.`);
    shown.set(account.id, { account, card });
  }
  document.querySelector('[data-empty]').hidden = accounts.length > 0;
  return told.join(' ');
}

let news = '';

async function refresh() {
  const answer = await ask('/auth/trading-accounts');
  if (answer === null) {
    goToSignIn();
    return;
  }
  if (answer) news = update(answer.tradingAccounts) || news;
  say(answer ? news : 'Your accounts cannot be read at the moment. The page tries again by itself.');
  if (answer && !answer.tradingAccounts.some(({ status }) => status === 'pending')) return;
  if (Date.now() < end) setTimeout(refresh, pause);
  else say('This takes longer than usual. Please look at this page again later.');
}

refresh();

// The browser may keep the page as it was before the passwords were shown.
addEventListener('pageshow', ({ persisted }) => { if (persisted) location.reload(); });
