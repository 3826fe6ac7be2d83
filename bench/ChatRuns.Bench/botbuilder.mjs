// A bot of botbuilder that looks at no token and answers each message with a constant: what ChatRuns' throughput is measured next to.
//   node botbuilder.mjs FOLDER-WITH-NODE_MODULES PORT
import { createRequire } from 'node:module';

const [folder, port] = process.argv.slice(2);
const require = createRequire(`${folder}/`);
const { CloudAdapter, ConfigurationBotFrameworkAuthentication } = require('botbuilder');
const express = require('express');
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication({}));
adapter.onTurnError = async (_, error) => console.error(error);
const app = express();
app.use(express.json());
app.post('/api/messages', (request, response) => adapter.process(request, response, async (context) => {
  if (context.activity.type === 'message') await context.sendActivity('No failed runs in the last 7 days.');
}));
app.listen(Number(port), '127.0.0.1', () => console.log('ready'));
