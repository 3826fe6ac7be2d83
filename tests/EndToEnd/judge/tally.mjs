// What the judges have in common: they count, compare and wait.
import { once } from 'node:events';
import { createServer } from 'node:net';

/** Counts checks. A check returns null or undefined when all is well, otherwise what is wrong. */
export function tally() {
  let passed = 0;
  const failures = [];
  return {
    async judge(name, check) {
      try {
        const wrong = await check();
        if (wrong) failures.push(`${name}: ${wrong}`);
        else passed++;
      } catch (error) {
        failures.push(`${name}: ${error.stack}`);
      }
    },

    /** Prints the failures and the closing line that .ci/run counts, and ends the process. */
    close() {
      for (const failure of failures) console.error(failure);
      console.log(`judge: ${passed} passed, ${failures.length} failed`);
      process.exit(failures.length === 0 ? 0 : 1);
    },
  };
}

/** The official parser counts all buttons of a card; those that are secondary stand under "…", and up to five beside it are not too many. */
export const counts = (official, card) => (event) =>
  event.event !== official.ValidationEvent.TooManyActions || (card.actions ?? []).filter((action) => action.mode !== 'secondary').length > 5;

/** Null when both are the same as JSON, otherwise both in words. */
export function differs(now, expected) {
  return JSON.stringify(now) === JSON.stringify(expected) ? null : `${JSON.stringify(now)} instead of ${JSON.stringify(expected)}`;
}

/** Looks until it sees something, at most so many seconds; shows what was there instead when it does not come. */
export async function until(look, instead = () => '', seconds = 10) {
  for (let i = 0; i < seconds * 20; i++) {
    const seen = await look();
    if (seen) return seen;
    await new Promise((go) => setTimeout(go, 50));
  }
  throw new Error(`It did not come: ${JSON.stringify(await instead())}`);
}

/** A port of 127.0.0.1 that nobody listens at. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address();
  server.close();
  await once(server, 'close');
  return port;
}
