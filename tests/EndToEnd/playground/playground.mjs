// The Agents Playground in a process of its own: on this machine only, and telling nobody about it.
import { spawn } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { end } from '../judge/process.mjs';
import { freePort, until } from '../judge/tally.mjs';
import { settingsFile } from './people.mjs';

const here = dirname(fileURLToPath(import.meta.url));

/** Starts it before a bot; throws when it does not come up. */
export async function startPlayground(botUrl) {
  const port = await freePort();
  // It reads its settings where it is started, and writes a log there.
  const folder = mkdtempSync(join(tmpdir(), 'chatruns-playground-'));
  copyFileSync(settingsFile, join(folder, '.m365agentsplayground.yml'));
  const cli = join(here, 'node_modules/@microsoft/m365agentsplayground/cli.js');
  const url = `http://127.0.0.1:${port}`;
  const child = spawn(process.execPath, ['--require', join(here, 'loopback.cjs'), cli, 'start', '--app-endpoint', `${botUrl}/api/messages`,
    '--channel-id', 'msteams', '--port', `${port}`, '--service-url', `${url}/_connector`, '--disable-telemetry'],
  { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'], env: { ...process.env, BROWSER: 'none' } });
  let said = '';
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (part) => (said += part));
  const stop = async () => {
    await end(child, 5_000);
    rmSync(folder, { recursive: true });
  };
  const isReady = () => {
    if (child.exitCode !== null) throw new Error(`The Playground ended:\n${said}`);
    return fetch(`${url}/_internal/v1/config`).then((answer) => answer.ok, () => false);
  };
  try {
    await until(isReady, () => said, 30);
  } catch (error) {
    await stop();
    throw error;
  }

  return { url, stop, get said() { return said; } };
}
