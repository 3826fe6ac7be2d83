// Who and what the Playground's settings name; the bot's settings are made from the same file.
import { readFileSync } from 'node:fs';

export const settingsFile = new URL('.m365agentsplayground.yml', import.meta.url);
const text = readFileSync(settingsFile, 'utf8');
const first = (pattern) => pattern.exec(text)[1];

export const tenant = first(/^tenantId: (\S+)$/m);
/** The bot's account there. */
export const bot = first(/^bot: \{ id: "?([^", ]+)/m);
export const app = first(/^bot: \{ id: "?(?:28:)?([0-9a-f-]+)/m);
export const team = first(/^team:\n  id: "([^"]+)"/m);
export const ops = first(/\{ id: "([^"]+)", name: Ops/);

/** Account in Teams and id in the directory, by first name in small letters. */
export const people = Object.fromEntries([...text.matchAll(/\{ id: "?(29:\w+)"?, name: ([^,]+),.*aadObjectId: ([0-9a-f-]+)/g)]
  .map(([, account, name, id]) => [name.split(' ')[0].toLowerCase(), { account, name, id }]));
