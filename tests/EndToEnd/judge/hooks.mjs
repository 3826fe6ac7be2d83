// Judges the doors of webhooks and events: the senders are others' own libraries, and the bot must take what they sign and write, and nothing else.
//   node hooks.mjs
// Needs a build of the bot. Ends with one line "judge: N passed, N failed".
import { sign } from '@octokit/webhooks-methods';
import { CloudEvent, HTTP } from 'cloudevents';
import { Webhook } from 'standardwebhooks';
import { makeHome, startProcess } from './process.mjs';
import { differs, tally } from './tally.mjs';

const secret = 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw';
const github = "It's a Secret to Everybody";
const { judge, close } = tally();
const home = makeHome('chatruns-hooks-', {
  'hooked.yaml': `
triggers:
  - webhook: { secret: "{{secret.HOOK}}" }
  - { name: github, webhook: { secret: "{{secret.GITHUB}}", preset: github } }
steps: [{ pause: 1ms }]`,
  'heard.yaml': `
triggers: [{ event: { secret: "{{secret.HOOK}}", exact: { type: com.example.order }, prefix: { source: /shop }, suffix: { region: eu } } }]
run_title: "{{run.event.subject}} {{run.event.data.total}} {{run.event.region}}"
steps: [{ pause: 1ms }]`,
});
const bot = await startProcess(home, { CHATRUNS_SECRET_HOOK: secret, CHATRUNS_SECRET_GITHUB: github }, []);

const post = async (path, headers, body) => {
  const answer = await fetch(bot.url + path, { method: 'POST', headers, body });
  const text = await answer.text();
  return { status: answer.status, json: text ? JSON.parse(text) : null };
};

const standard = (id, body, { key = secret, at = new Date(), more = '' } = {}) => post('/hooks/hooked', {
  'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': String(Math.floor(at / 1000)), 'webhook-signature': more + new Webhook(key).sign(id, at, body),
}, body);

const event = (more = {}) => new CloudEvent({ type: 'com.example.order', source: '/shop/1', subject: 'invoice 5.csv', region: 'eu', data: { total: 120, size: 'Größe 😀' }, ...more });

const hear = async (message) => post('/events', { ...message.headers, authorization: `Bearer ${secret}` }, message.body);

const body = '{"type":"order.paid","size":"Größe 😀"}';
await judge('standardwebhooks: signed', async () => differs((await standard('m1', body)).status, 202));
await judge('standardwebhooks: the same again', async () => differs((await standard('m1', body)).json, (await standard('m1', body)).json));
await judge('standardwebhooks: the same id, another body', async () => differs((await standard('m1', '{}')).status, 409));
await judge('standardwebhooks: one of several signatures', async () => differs((await standard('m2', body, { more: 'v1,Ceo5qEr07ixe2NLpvHk3FH9bwy/WavXrAFQ/9tdO6mc= v1a,abc ' })).status, 202));
await judge('standardwebhooks: another key', async () => differs((await standard('m3', body, { key: 'whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD' })).status, 401));
await judge('standardwebhooks: six minutes old', async () => differs((await standard('m4', body, { at: new Date(Date.now() - 360_000) })).status, 401));
await judge('standardwebhooks: six minutes ahead', async () => differs((await standard('m5', body, { at: new Date(Date.now() + 360_000) })).status, 401));

const octokit = async (id, happened, text, key = github) => post('/hooks/hooked/github', {
  'content-type': 'application/json', 'x-github-delivery': id, 'x-github-event': happened, 'x-hub-signature-256': await sign(key, text),
}, text);
await judge('octokit: a push', async () => differs((await octokit('d1', 'push', body)).status, 202));
await judge('octokit: the ping', async () => differs((await octokit('d2', 'ping', '{"zen":"."}')).json, { run: null, why: 'ping' }));
await judge('octokit: another secret', async () => differs((await octokit('d3', 'push', body, 'another')).status, 401));

const heard = async (message, count) => {
  const { status, json } = await hear(message);
  return differs({ status, runs: json.runs?.length }, { status: 202, runs: count });
};
const once = event();
await judge('cloudevents: structured', () => heard(HTTP.structured(once), 1));
await judge('cloudevents: the same, binary', async () => differs((await hear(HTTP.binary(once))).json, (await hear(HTTP.structured(once))).json));
await judge('cloudevents: binary', () => heard(HTTP.binary(event()), 1));
await judge('cloudevents: text', () => heard(HTTP.binary(event({ data: 'plain', datacontenttype: 'text/plain' })), 1));
await judge('cloudevents: bytes', () => heard(HTTP.structured(event({ data: new Uint8Array([0, 255]), datacontenttype: 'application/octet-stream' })), 1));
await judge('cloudevents: another type', () => heard(HTTP.structured(event({ type: 'com.example.other' })), 0));
await judge('cloudevents: another source', () => heard(HTTP.binary(event({ source: '/market' })), 0));
await judge('cloudevents: without the extension', () => heard(HTTP.binary(new CloudEvent({ type: 'com.example.order', source: '/shop/1' })), 0));
await judge('cloudevents: no id', async () => {
  const { status, json } = await hear({ headers: { 'content-type': 'application/cloudevents+json' }, body: JSON.stringify({ ...JSON.parse(HTTP.structured(event()).body), id: '' }) });
  return differs({ status, named: json.detail?.includes('id') }, { status: 400, named: true });
});
await judge('cloudevents: a batch', () => heard({
  headers: { 'content-type': 'application/cloudevents-batch+json' }, body: JSON.stringify([event(), event(), event({ type: 'com.example.other' })].map((one) => one.toJSON())),
}, 2));

await bot.stop();
close();
