// Warns before the session ends, and brings back what was typed when it has ended in the middle of a form. Without this
// script such a form is lost, and nothing else.
'use strict';

const { user, secondsLeft } = document.body.dataset;
const here = location.pathname + location.search;

// What was typed waits in this tab alone, for the same person, until the next page that is not the sign-in. Passwords,
// codes and hidden fields are left out, and so is what the person has not changed.
const draftKey = 'latchkey-draft';
const returningKey = 'latchkey-returning';
const draftForms = () => [...document.querySelectorAll('main form[method=post]')]
  .filter((form) => !/\/(sign-in|sign-out|code|export|test)$/.test(form.getAttribute('action')));
const fieldsOf = (form) => [...form.elements].filter((field) => field.name && !field.autocomplete.startsWith('one-time')
  && !['hidden', 'password', 'file', 'submit'].includes(field.type));
const valueOf = (field) => (field.type === 'checkbox' ? field.checked : field.value);
const isChanged = (field) => {
  if (field.type === 'checkbox') return field.checked !== field.defaultChecked;
  if (field.type === 'select-one') return !field.selectedOptions[0]?.defaultSelected;
  return field.value !== field.defaultValue;
};

function keepDraft() {
  const forms = draftForms().map((form) => {
    const isRefused = form.querySelector('.bad') !== null;  // it shows what was typed before as if it were stored
    const fields = fieldsOf(form).filter((field) => isRefused || isChanged(field));
    return { action: form.getAttribute('action'), fields: fields.map((field) => [field.name, valueOf(field)]) };
  }).filter(({ fields }) => fields.length > 0);
  sessionStorage.setItem(draftKey, JSON.stringify({ user, here, forms }));
}

function bringBack(draft) {
  for (const { action, fields } of draft.forms) {
    const form = draftForms().find((other) => other.getAttribute('action') === action);
    if (!form) continue;
    for (const [name, value] of fields) {
      const field = fieldsOf(form).find((other) => other.name === name);
      if (!field) continue;
      if (field.type === 'checkbox') field.checked = value;
      else field.value = value;
    }
    const notice = document.createElement('p');
    notice.className = 'notice warn';
    notice.setAttribute('role', 'status');
    notice.textContent = 'What you typed is here again. It is not saved yet; passwords have to be typed again.';
    form.before(notice);
  }
}

if (document.querySelector('form[action="/admin/sign-in"]')) {
  if (sessionStorage.getItem(draftKey)) sessionStorage.setItem(returningKey, 'yes');
} else if (user && !document.querySelector('form[action="/admin/code"]')) {
  const draft = JSON.parse(sessionStorage.getItem(draftKey) ?? 'null');
  const isReturning = sessionStorage.getItem(returningKey) !== null;
  sessionStorage.removeItem(draftKey);
  sessionStorage.removeItem(returningKey);
  if (draft && isReturning && draft.user === user && draft.here === here) bringBack(draft);
  for (const form of draftForms()) form.addEventListener('submit', keepDraft);
}

// The end of the session moves with every page that is asked for, in other tabs too.
const box = document.getElementById('session-end');
const endKey = `latchkey-session-end-${user}`;
const warnAhead = 120;
const noteEnd = (seconds) => localStorage.setItem(endKey, String(Date.now() + seconds * 1000));
const findSecondsLeft = () => (Number(localStorage.getItem(endKey)) - Date.now()) / 1000;

function show(state, text, act) {
  if (box.dataset.state === state) return;
  box.dataset.state = state;
  const line = document.createElement('p');
  line.className = `notice ${state === 'ended' ? 'bad' : 'warn'}`;
  line.append(`${text} `, act);
  box.replaceChildren(line);
}

function makeStayButton() {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = 'Stay signed in';
  button.addEventListener('click', async () => {
    const answer = await fetch('/admin/me/session', { redirect: 'manual' }).catch(() => null);
    if (!answer) return;
    noteEnd(answer.ok ? (await answer.json()).secondsLeft : 0);
    look();
  });
  return button;
}

function makeSignInLink() {
  const link = document.createElement('a');
  link.href = `/admin/sign-in?to=${encodeURIComponent(here)}`;
  link.textContent = 'Sign in again';
  link.addEventListener('click', keepDraft);
  return link;
}

function look() {
  const left = findSecondsLeft();
  if (left <= 0) {
    show('ended', 'You are signed out. What you typed comes back with this page.', makeSignInLink());
  } else if (left <= warnAhead) {
    show('ending', 'You will be signed out in less than two minutes.', makeStayButton());
  } else if (box.dataset.state) {
    delete box.dataset.state;
    box.replaceChildren();
  }
}

if (box && secondsLeft) {
  noteEnd(Number(secondsLeft));
  setInterval(look, 1000);
  look();
}
