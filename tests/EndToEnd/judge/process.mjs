// The real bot in a process of its own, with a home of its own; both go when it is stopped.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const standard = join(dirname(fileURLToPath(import.meta.url)), '../../../src/Bot/bin/Debug/net10.0/ChatRuns.Bot.dll');

/** Makes a home whose name begins so, with agents by file name; SHOP in them is a folder that the bot may change files in. */
export function makeHome(name, agents) {
  const folder = mkdtempSync(join(tmpdir(), name));
  const shop = join(folder, 'shop');
  for (const inner of ['agents', 'shop']) mkdirSync(join(folder, inner));
  for (const [file, text] of Object.entries(agents)) writeFileSync(join(folder, 'agents', file), text.replaceAll('SHOP', shop));
  return { folder, shop, env: { DataFolder: join(folder, 'data'), AgentsFolder: join(folder, 'agents'), Tools__Files__Roots__shop: shop } };
}

/** Starts a bot in such a home, with further environment and arguments, and waits until it is ready. */
export async function startProcess(home, env, args, dll = standard) {
  const start = (...all) => spawn('dotnet', [dll, ...all], { cwd: home.folder, env: { ...process.env, ...home.env, ...env }, stdio: ['ignore', 'pipe', 'pipe'] });
  const child = start('--urls', 'http://127.0.0.1:0', ...args);
  let said = '';
  child.stderr.on('data', (part) => (said += part));
  const impatience = setTimeout(() => child.kill('SIGKILL'), 60_000);
  const url = await new Promise((ready, failed) => {
    child.stdout.on('data', (part) => {
      said += part;
      const found = /ChatRuns is ready: (http:\/\/[^/\s]+)/.exec(said);
      if (found) ready(found[1]);
    });
    child.on('exit', () => failed(new Error(`The bot ended:\n${said}`)));
  }).finally(() => clearTimeout(impatience));
  return {
    url,
    get said() { return said; },
    start,
    async stop() {
      child.removeAllListeners('exit');
      await end(child, 10_000);
      rmSync(home.folder, { recursive: true });
    },
  };
}

/** Ends a process: asked first, and by force after so many milliseconds. */
export async function end(child, patience) {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const impatience = setTimeout(() => child.kill('SIGKILL'), patience);
  await ended;
  clearTimeout(impatience);
}
