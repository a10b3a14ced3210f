// Passkeys (WebAuthn). Without this script, and in a browser that has none, codes of the app and recovery codes remain.
'use strict';

const toHex = (buffer) => [...new Uint8Array(buffer)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
const fromHex = (text) => Uint8Array.from(text.match(/../g) ?? [], (pair) => parseInt(pair, 16));
const fromBase64Url = (text) => Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0));
const credentialsOf = (form) => form.dataset.known.split(' ').filter(Boolean)
  .map((id) => ({ type: 'public-key', id: fromHex(id) }));

async function makePasskey(form) {
  const { challenge, site, user, userName } = form.dataset;
  const { response } = await navigator.credentials.create({
    publicKey: {
      challenge: fromBase64Url(challenge),
      rp: { id: site, name: document.querySelector('.brand').firstChild.textContent.trim() },
      user: { id: fromHex(user), name: userName, displayName: userName },
      pubKeyCredParams: [-7, -8, -257].map((alg) => ({ type: 'public-key', alg })),
      excludeCredentials: credentialsOf(form),
      authenticatorSelection: { residentKey: 'preferred', userVerification: 'preferred' },
      attestation: 'none',
    },
  });
  return {
    client_data: response.clientDataJSON,
    authenticator_data: response.getAuthenticatorData(),
    public_key: response.getPublicKey(),
  };
}

// Where no credentials are named, the person chooses among all that the authenticator has for this site, and must be
// verified by it, since no password was asked for.
async function usePasskey(form) {
  const challenge = form.dataset.challenge || await fetchChallenge(form);
  const allowed = credentialsOf(form);
  const { rawId, response } = await navigator.credentials.get({
    publicKey: {
      challenge: fromBase64Url(challenge),
      rpId: form.dataset.site,
      allowCredentials: allowed,
      userVerification: allowed.length > 0 ? 'preferred' : 'required',
    },
  });
  return {
    credential: rawId,
    client_data: response.clientDataJSON,
    authenticator_data: response.authenticatorData,
    signature: response.signature,
    user_handle: response.userHandle ?? new ArrayBuffer(0),
  };
}

// With the form's own anti-forgery value, whatever its name is.
async function fetchChallenge(form) {
  const own = ['form', 'csrf'].filter((name) => form.elements[name]).map((name) => [name, form.elements[name].value]);
  const fields = new URLSearchParams([...own, ['passkey', 'challenge']]);
  const answer = await fetch(form.dataset.challengeFrom, { method: 'POST', body: fields });
  if (!answer.ok) throw new Error('The page is out of date. Load it again.');
  return (await answer.json()).challenge;
}

const wordsFor = (error) => ({
  NotAllowedError: 'Nothing was done: the passkey was not given, or it took too long.',
  InvalidStateError: 'This authenticator has a passkey for you already.',
}[error.name] ?? `This did not work: ${error.message}`);

for (const form of document.querySelectorAll('form[data-passkey]')) {
  const other = form.elements[form.dataset.unless];
  form.hidden = !window.PublicKeyCredential && !other;
  form.addEventListener('submit', async (event) => {
    if (event.defaultPrevented || other?.value || !window.PublicKeyCredential) return;  // under way, or done without
    event.preventDefault();
    form.querySelector('[role=alert]')?.remove();
    try {
      const answer = form.dataset.passkey === 'create' ? await makePasskey(form) : await usePasskey(form);
      for (const [name, bytes] of Object.entries(answer)) {
        const field = document.createElement('input');
        Object.assign(field, { type: 'hidden', name, value: toHex(bytes) });
        form.append(field);
      }
      form.submit();
    } catch (error) {
      const line = document.createElement('p');
      line.className = 'error';
      line.setAttribute('role', 'alert');
      line.textContent = wordsFor(error);
      form.append(line);
      delete form.dataset.sent;
    }
  });
}
