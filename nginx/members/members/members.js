import { ask, goToSignIn } from './ask.js';

// The status pop-up opens on arrival: when the page was not reached from another page of the members area. Pages under
// /auth/ send no referrer: the way back from the passwords says so itself.
const members = ['/dashboard', '/accounts', '/wallet/deposit', '/wallet/withdraw', '/profile'];
const from = document.referrer ? new URL(document.referrer) : null;
const isReturn = new URLSearchParams(location.search).get('from') === 'passwords';
const isArrival = !isReturn && (!from || from.origin !== location.origin || !members.includes(from.pathname));
const dialog = document.getElementById('status');
if (dialog && isArrival) dialog.showModal();

// The amounts on offer are links; with a script they fill the field and leave the rest of the form alone.
const amount = document.getElementById('amount');
for (const pick of document.querySelectorAll('.picks a')) {
  pick.addEventListener('click', (event) => {
    event.preventDefault();
    amount.value = new URL(pick.href).searchParams.get('amount');
  });
}

const fill = (selector, text) => document.querySelectorAll(selector).forEach((element) => { element.textContent = text; });

const session = await ask('/auth/session');
if (session === null) {
  goToSignIn();
} else if (session) {
  const { customer, expiresAt } = session;
  fill('[data-member-name]', `${customer.firstName} ${customer.lastName}`);
  fill('[data-member-status]', customer.status === 'active' ? 'Active' : 'Blocked');
  fill('[data-greeting]', `, ${customer.firstName}`);
  fill('[data-session-end]', new Date(expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  document.querySelectorAll('[data-with-session]').forEach((element) => { element.hidden = false; });
}
