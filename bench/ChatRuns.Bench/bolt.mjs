// A Bolt app that verifies a slash command and answers a constant: what ChatRuns' throughput is measured next to.
//   node bolt.mjs FOLDER-WITH-NODE_MODULES PORT SIGNING-SECRET
import { createRequire } from 'node:module';

const [folder, port, signingSecret] = process.argv.slice(2);
const { App } = createRequire(`${folder}/`)('@slack/bolt');
const app = new App({
  signingSecret,
  endpoints: '/slack/commands',
  logLevel: 'error',
  authorize: async () => ({ botToken: 'xoxb-constant', botId: 'B0', botUserId: 'U0' }),
});
app.command('/runs', async ({ ack }) => ack('No failed runs in the last 7 days.'));
await app.start({ port: Number(port), host: '127.0.0.1' });
console.log('ready');
