// Judges our stand-in for Slack by Slack's own packages: Bolt takes what it signs, the Web API client and the Socket Mode client talk to it.
//   node standin.mjs [path of ChatRuns.SlackStandIn.dll]
// Ends with one line "judge: N passed, N failed".
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import bolt from '@slack/bolt';
import { SocketModeClient } from '@slack/socket-mode';
import { WebClient } from '@slack/web-api';
import { differs, freePort, tally, until } from './tally.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const dll = process.argv[2] ?? join(here, '../../SlackStandIn/bin/Debug/net10.0/ChatRuns.SlackStandIn.dll');
const botToken = 'xoxb-standin-bot';
const logLevel = 'error';
const plain = (text) => ({ type: 'plain_text', text });
const button = (action_id, text) => ({ type: 'actions', block_id: 'b', elements: [{ type: 'button', action_id, value: 'v1', text: plain(text) }] });
const form = { type: 'modal', callback_id: 'why', title: plain('Why'), submit: plain('Send'), blocks: [{ type: 'input', block_id: 'why', label: plain('Reason'), element: { type: 'plain_text_input', action_id: 'text' } }] };
const { judge, close } = tally();

/** Starts a stand-in and gives what a test does with it. */
async function standIn(...args) {
  const child = spawn('dotnet', [dll, '--port', '0', ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  let told = '';
  for await (const part of child.stdout.iterator({ destroyOnReturn: false })) if ((told += part).includes('Over HTTP')) break;
  const url = /listens at (\S+)\//.exec(told)[1];
  const post = async (deed) => {
    const response = await fetch(`${url}/page/do`, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: 'U0MIA', channel: 'C0OPS', ...deed }) });
    return response.json();
  };
  const state = async (channel = 'C0OPS') => (await fetch(`${url}/page/state?user=U0MIA&channel=${channel}`)).json();
  const untilState = (look, channel) => until(async () => look(await state(channel)), () => state(channel), 5);
  return { api: `${url}/api/`, post, state, until: untilState, stop: () => child.kill('SIGTERM') };
}

async function judgeBolt(slack, app, client, forger) {
  await judge('Bolt takes a command, and its answer is for one person', async () => {
    const answer = await slack.post({ do: 'say', text: '/runs failed last 7d' });
    const seen = await slack.until((s) => s.messages.find((m) => m.text === 'heard: failed last 7d'));
    return differs([answer.status, seen.only], [200, true]);
  });
  await judge('Bolt refuses a request signed with another secret', async () => differs((await forger.post({ do: 'say', text: '/runs' })).status, 401));
  await judge('Bolt takes a click and replaces the message', async () => {
    const { ts } = await client.chat.postMessage({ channel: 'C0OPS', text: 'press', blocks: [button('press', 'Press')] });
    await slack.post({ do: 'click', ts, what: 'press' });
    const seen = await slack.until((s) => s.messages.find((m) => m.ts === ts && m.edits === 1));
    return differs([seen.text, seen.blocks], ['pressed v1', []]);
  });
  await judge('Bolt opens a form, refuses what is filled in, then takes it', async () => {
    const { ts } = await client.chat.postMessage({ channel: 'C0OPS', text: 'ask', blocks: [button('ask', 'Ask')] });
    await slack.post({ do: 'click', ts, what: 'ask' });
    await slack.until((s) => s.view);
    await slack.post({ do: 'submit', fill: { text: ['no'] } });
    const refused = (await slack.state()).view?.errors;
    await slack.post({ do: 'submit', fill: { text: ['because'] } });
    return differs([refused, (await slack.state()).view, app.reasons], [{ why: 'Too short' }, null, ['because']]);
  });
  await judge('Bolt takes a mention and answers in its thread', async () => {
    await slack.post({ do: 'say', text: '@chatruns hello' });
    const seen = await slack.until((s) => s.messages.find((m) => m.text === 'hello yourself'));
    return seen.thread ? null : 'not in the thread';
  });
  await judge('Bolt takes a direct message with a file', async () => {
    await slack.post({ do: 'file', channel: 'D0MIA', what: 'agent.yaml', text: btoa('name: x') });
    const seen = await slack.until((s) => s.messages.find((m) => m.bot), 'D0MIA');
    return differs(seen.text, 'got agent.yaml: name: x');
  });
  await judge('Bolt draws the Home tab when it is opened', async () => {
    await slack.post({ do: 'home' });
    return differs((await slack.until((s) => s.home)).view.type, 'home');
  });
}

async function judgeClient(slack, client) {
  await judge('the client posts, changes and finds a message by its metadata', async () => {
    const metadata = { event_type: 'card', event_payload: { key: 'k1' } };
    const { ts } = await client.chat.postMessage({ channel: 'C0OPS', text: 'one', metadata });
    await client.chat.update({ channel: 'C0OPS', ts, text: 'two' });
    const history = await client.conversations.history({ channel: 'C0OPS', include_all_metadata: true, limit: 1 });
    return differs([history.messages[0].text, history.messages[0].metadata.event_payload], ['two', { key: 'k1' }]);
  });
  await judge('the client posts for one person', async () => {
    await client.chat.postEphemeral({ channel: 'C0OPS', user: 'U0MIA', text: 'psst' });
    return (await slack.state()).messages.find((m) => m.text === 'psst').only ? null : 'everyone sees it';
  });
  await judge('the client uploads a file', async () => {
    await client.filesUploadV2({ channel_id: 'C0OPS', filename: 'run.log', file: Buffer.from('one\ntwo\n'), title: 'Log', initial_comment: 'the log' });
    return differs((await slack.state()).messages.at(-1).files, ['Log (8 bytes)']);
  });
  await judge('the client waits as long as Retry-After says', async () => {
    await slack.post({ do: 'trouble', what: 'chat.postMessage', text: '429' });
    const waited = [];
    client.on('rate_limited', (seconds) => waited.push(seconds));
    const { ok } = await client.chat.postMessage({ channel: 'C0OPS', text: 'patience' });
    return differs([ok, waited], [true, [1]]);
  });
  await judge('the client is told what is wrong with its blocks', async () => {
    const error = await client.chat.postMessage({ channel: 'C0OPS', text: 'x', blocks: [{ type: 'header', text: plain('x'.repeat(151)) }] }).catch((e) => e);
    return differs([error.data.error, error.data.response_metadata.messages], ['invalid_blocks', ['[ERROR] must be less than 151 characters [json-pointer:/blocks/0/text/text]']]);
  });
  await judge('a wrong token is refused', async () => {
    const stranger = new WebClient('xoxb-other', { slackApiUrl: slack.api, logLevel });
    return differs((await stranger.auth.test().catch((e) => e)).data.error, 'invalid_auth');
  });
  await judge('a channel is found, and one that is not there is not', async () => {
    const list = await client.conversations.list({ types: 'public_channel', limit: 10 });
    const error = await client.chat.postMessage({ channel: 'C0NONE', text: 'x' }).catch((e) => e);
    return differs([list.channels.map((c) => c.name), error.data.error], [['ops'], 'channel_not_found']);
  });
}

async function judgeSockets(slack) {
  const client = new SocketModeClient({ appToken: 'xapp-standin-app', clientOptions: { slackApiUrl: slack.api }, logLevel });
  client.on('slash_commands', ({ body, ack }) => ack({ text: `socket heard: ${body.text}` }));
  client.on('app_mention', ({ ack }) => ack());
  await client.start();
  await judge('an envelope is acknowledged with a payload', async () => {
    await slack.until((s) => s.connections === 1);
    await slack.post({ do: 'say', text: '/runs one' });
    return (await slack.until((s) => s.messages.find((m) => m.text === 'socket heard: one'))).only ? null : 'everyone sees it';
  });
  await judge('an event is acknowledged without one', async () => differs((await slack.post({ do: 'say', text: '@chatruns hello' })).status, 200));
  await judge('the client comes back after a disconnect', async () => {
    const again = once(client, 'connected');
    await slack.post({ do: 'disconnect', text: 'refresh_requested' });
    await again;
    await slack.until((s) => s.connections === 1);
    await slack.post({ do: 'say', text: '/runs two' });
    await slack.until((s) => s.messages.find((m) => m.text === 'socket heard: two'));
  });
  await client.disconnect();
}

function startBolt(port) {
  const reasons = [];
  const receiver = new bolt.HTTPReceiver({ signingSecret: 'standin-signing-secret', endpoints: ['/slack/commands', '/slack/interactions', '/slack/options', '/slack/events'], logLevel });
  const app = new bolt.App({ receiver, logLevel, authorize: async () => ({ botToken, botId: 'B0CHATRUNS', botUserId: 'U0CHATRUNS' }) });
  app.command('/runs', ({ command, ack }) => ack(`heard: ${command.text}`));
  app.action('press', async ({ action, ack, respond }) => {
    await ack();
    await respond({ text: `pressed ${action.value}`, replace_original: true });
  });
  const own = () => new WebClient(botToken, { slackApiUrl: app.api, logLevel });
  app.action('ask', async ({ body, ack }) => {
    await ack();
    await own().views.open({ trigger_id: body.trigger_id, view: form });
  });
  app.view('why', async ({ view, ack }) => {
    const text = view.state.values.why.text.value;
    if (text.length < 5) return ack({ response_action: 'errors', errors: { why: 'Too short' } });
    reasons.push(text);
    return ack();
  });
  app.event('app_mention', async ({ event }) => { await own().chat.postMessage({ channel: event.channel, thread_ts: event.ts, text: 'hello yourself' }); });
  app.message(async ({ message }) => {
    const file = message.files[0];
    const bytes = await fetch(file.url_private_download, { headers: { authorization: `Bearer ${botToken}` } });
    await own().chat.postMessage({ channel: message.channel, text: `got ${file.name}: ${await bytes.text()}` });
  });
  app.event('app_home_opened', async ({ event }) => { await own().views.publish({ user_id: event.user, view: { type: 'home', blocks: [{ type: 'divider' }] } }); });
  return app.start({ port, host: '127.0.0.1' }).then(() => Object.assign(app, { reasons }));
}

const port = await freePort();
const slack = await standIn('--bot', `http://127.0.0.1:${port}`);
const forger = await standIn('--bot', `http://127.0.0.1:${port}`, '--signing-secret', 'another');
try {
  const app = await startBolt(port);
  app.api = slack.api;
  const client = new WebClient(botToken, { slackApiUrl: slack.api, logLevel });
  await judgeBolt(slack, app, client, forger);
  await judge('nothing that Bolt did broke a rule', async () => differs((await slack.state()).violations, []));
  await judgeClient(slack, client);
  await judgeSockets(slack);
  await app.stop();
} finally {
  slack.stop();
  forger.stop();
}

close();
