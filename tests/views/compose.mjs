// A view as the server hands it out: the page with the view's own part in it, and the hashes of its scripts in its
// policy.
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';

const file = (name) => readFileSync(new URL(`../../tools/views/${name}.html`, import.meta.url), 'utf8');

/** @param data embedded in a page of its own; undefined for a host's */
export function compose(name, data) {
  const page = file('page').replace('<!--view-->', () => file(name));
  const hashes = [...page.matchAll(/<script>([^]*?)<\/script>/g)].map(
    (script) => `'sha256-${createHash('sha256').update(script[1]).digest('base64')}'`,
  );
  const safe = page.replace("'sha256'", hashes.join(' '));
  return data === undefined
    ? safe
    : safe.replace('id="data">', () => 'id="data">' + JSON.stringify(data).replaceAll('<', '\\u003c'));
}
