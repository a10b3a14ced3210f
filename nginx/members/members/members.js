// The status pop-up opens on arrival: when the page was not reached from another page of the members area.
const members = ['/dashboard', '/wallet/deposit', '/wallet/withdraw', '/profile'];
const from = document.referrer ? new URL(document.referrer) : null;
const isArrival = !from || from.origin !== location.origin || !members.includes(from.pathname);
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

// The session, null without one, or nothing where there is no answer: another page was opened meanwhile, or the connection
// is lost.
async function askForSession() {
  try {
    const answer = await fetch('/auth/session', { headers: { Accept: 'application/json' } });
    if (answer.status === 401) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

const session = await askForSession();
if (session === null) {
  location.replace('/auth/login?returnUrl=' + encodeURIComponent(location.pathname + location.search));
} else if (session) {
  const { customer, expiresAt } = session;
  fill('[data-member-name]', `${customer.firstName} ${customer.lastName}`);
  fill('[data-member-status]', customer.status === 'active' ? 'Active' : 'Blocked');
  fill('[data-greeting]', `, ${customer.firstName}`);
  fill('[data-session-end]', new Date(expiresAt).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' }));
  document.querySelectorAll('[data-with-session]').forEach((element) => { element.hidden = false; });
}
