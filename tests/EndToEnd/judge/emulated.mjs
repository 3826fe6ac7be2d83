// A Slack by npm's emulate, and a front before it. The emulator keeps the workspace; the front hands every call on unchanged, notes it,
// can lose an answer, and is what the emulator is not: the target of response_urls. The bot calls those at the Web API's host only.
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { WebClient } from '@slack/web-api';
import { createEmulator } from 'emulate';
import { freePort } from './tally.mjs';

const manifest = readFileSync(fileURLToPath(new URL('../../../slack-manifest.yaml', import.meta.url)), 'utf8');
const secrets = { bot: 'xoxb-emulated-bot', admin: 'xoxp-emulated-admin', mia: 'xoxp-emulated-mia' };
const app = { id: 'A0CHATRUNS', user: 'U0CHATRUNS', bot: 'B0CHATRUNS' };

/** The scopes that our manifest asks for. */
const scopes = () => /\n {4}bot:\n((?: {6}- .+\n)+)/.exec(manifest)[1].match(/[a-z_]+:?[a-z.]*(?=\n)/g);

const seed = () => ({
  slack: {
    // A call that lacks a scope of the manifest is refused, as by Slack.
    strict_scopes: true,
    team: { name: 'Shop', domain: 'shop' },
    users: [{ name: 'mia', real_name: 'Mia' }, { name: 'jon', real_name: 'Jon' }],
    channels: [{ name: 'ops' }, { name: 'alarms', is_private: true }],
    oauth_apps: [{ client_id: '1.2', client_secret: 'unused', app_id: app.id, name: 'ChatRuns', redirect_uris: [], scopes: scopes(), bot_name: 'chatruns', bot_user_id: app.user, bot_id: app.bot }],
    tokens: [
      { token: secrets.bot, type: 'bot', user_id: app.user, bot_user_id: app.user, bot_id: app.bot, app_id: app.id, scopes: scopes() },
      { token: secrets.admin, type: 'user', user: 'admin' },
      { token: secrets.mia, type: 'user', user: 'mia', scopes: ['channels:history', 'groups:history', 'im:history', 'im:write'] },
    ],
  },
});

/** Reads a whole request. */
async function bodyOf(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return Buffer.concat(parts);
}

/** The front: its calls in order, as {method, headers, form, status, answer}, and what came to response_urls. */
async function front(emulator) {
  const calls = [];
  const responses = [];
  const lost = [];
  const server = createServer(async (request, response) => {
    const body = await bodyOf(request);
    if (request.url.startsWith('/response/')) {
      responses.push({ id: request.url.slice('/response/'.length), body: JSON.parse(body) });
      response.end('ok');
      return;
    }

    const headers = { 'content-type': request.headers['content-type'] ?? '', authorization: request.headers.authorization ?? '' };
    const answer = await fetch(emulator + request.url, { method: request.method, headers, body: body.length > 0 ? body : undefined });
    const text = await answer.text();
    const call = { method: request.url.replace('/api/', ''), headers, form: Object.fromEntries(new URLSearchParams(body.toString())), status: answer.status, answer: JSON.parse(text) };
    calls.push(call);
    const at = lost.findIndex((wanted) => wanted(call));
    if (at >= 0) {
      lost.splice(at, 1);
      request.socket.destroy();
      return;
    }

    response.writeHead(answer.status, { 'content-type': answer.headers.get('content-type'), date: answer.headers.get('date') }).end(text);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const close = async () => {
    server.closeAllConnections();
    server.close();
    await once(server, 'close');
  };
  return { url: `http://127.0.0.1:${server.address().port}`, calls, responses, lose: (wanted) => lost.push(wanted), close };
}

/** Starts both; gives Slack's own client as the bot, as the admin and as mia, all straight to the emulator. */
export async function startSlack() {
  const port = await freePort();
  const emulator = await createEmulator({ service: 'slack', port, seed: seed() });
  const straight = `http://127.0.0.1:${port}`;
  const client = (token) => new WebClient(token, { slackApiUrl: `${straight}/api/`, logLevel: 'error' });
  const [bot, admin, mia] = [client(secrets.bot), client(secrets.admin), client(secrets.mia)];
  const { team_id: team } = await bot.auth.test();
  const users = Object.fromEntries((await bot.users.list()).members.map((u) => [u.name, u.id]));
  const channels = Object.fromEntries((await admin.conversations.list({ types: 'public_channel,private_channel' })).channels.map((c) => [c.name, c.id]));
  for (const channel of [channels.ops, channels.alarms, channels.random]) await admin.conversations.invite({ channel, users: app.user });
  await admin.conversations.kick({ channel: channels.ops, user: users.jon });
  const before = await front(straight);
  const history = async (channel) => (await (channel[0] === 'D' ? bot : mia).conversations.history({ channel, include_all_metadata: true })).messages;
  return {
    api: `${before.url}/api/`, secrets, app, team, users, channels, bot, admin, mia, history,
    calls: before.calls, responses: before.responses, lose: before.lose,
    newResponseUrl: (id) => `${before.url}/response/${id}`,
    newTrigger: async (user, view) => (await bot.apiCall('views.generateTriggerId', { user_id: user, ...(view ? { view_id: view } : {}) })).trigger_id,
    stop: async () => {
      await before.close();
      await emulator.close();
    },
  };
}
