// What a path under /auth/ says in JSON; null without a session; undefined where there is no answer: another page was opened
// meanwhile, the connection is lost, or the service is away.
export async function ask(path) {
  try {
    const answer = await fetch(path, { headers: { Accept: 'application/json' } });
    if (answer.status === 401) return null;
    return answer.ok ? await answer.json() : undefined;
  } catch {
    return undefined;
  }
}

export function goToSignIn() {
  location.replace('/auth/login?returnUrl=' + encodeURIComponent(location.pathname + location.search));
}
