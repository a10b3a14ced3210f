// The words by which the search finds a person: as src/customers/search makes them, but folded by case alone.

// `al rashid` is found by `alrashid` and `rashid`.
function wordsOfName(name) {
  const pieces = name.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  return pieces.map((_, first) => pieces.slice(first).join(''));
}

// The address, the pieces before its @, and the domain with and without what stands before each dot.
function wordsOfEmail(email) {
  const [local, domain] = email.split('@');
  const labels = domain.split('.');
  const domains = labels.slice(0, Math.max(1, labels.length - 1)).map((_, first) => labels.slice(first).join('.'));
  return [email, ...local.split(/[^a-z0-9\u0080-\uffff]+/).filter(Boolean), ...domains];
}

// In order, without those that begin another.
export function wordsOf(name, email, number) {
  const words = [...wordsOfName(name), ...wordsOfEmail(email), number.number.slice(1), number.nationalNumber];
  const sorted = words.map((word) => word.slice(0, 64)).sort();
  return sorted.filter((word, index) => !sorted[index + 1]?.startsWith(word));
}
