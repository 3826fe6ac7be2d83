// Judges the tokens of the corpus by Microsoft's own botframework-connector: its verdict and the door's must be the same, but where the
// door is stricter on purpose.
//   node tokens.mjs FILE
// FILE is what the tests write when CHATRUNS_TOKENS_DUMP names it. Ends with one line "judge: N passed, N failed".
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';

// Flaw → why the door refuses what botframework-connector takes. Nothing may be here that both refuse.
const stricter = {
  'RS384': 'Microsoft signs with RS256; every algorithm more is one more to get wrong',
  'RS512': 'as RS384',
  'a key without endorsements': 'a key that names no channel is endorsed for none',
  'a key endorsed for nothing': 'as a key without endorsements',
  'a key of 1024 bits': 'too weak since years (RFC 7518, section 3.3)',
  'no end': 'a token without an end would be good for ever',
  'an issuer twice, the good one last': 'RFC 7519, section 4: names must be unique, and parsers disagree on which counts',
  'an algorithm twice, the good one last': 'RFC 7515, section 4: as for the issuer',
  'an extension that must be understood': 'RFC 7515, section 4.1.11: whoever does not understand it must refuse',
  'a token that is too long': 'tokens of the Bot Framework have about a thousand characters',
  "the emulator's channel": 'only Teams is talked to',
  "another tenant's conversation": 'the tenant must be allowed',
  "another tenant's data": 'the tenant must be allowed',
  'no tenant': 'the tenant must be allowed',
  'for another bot': 'the recipient must be the bot',
  'for a person': 'the recipient must be the bot',
  'from the bot itself': 'nobody speaks in the name of the bot',
  "a signed service address that is none of Teams'": 'the bot calls hosts of Teams only',
  "a signed service address that looks like Teams'": 'the bot calls hosts of Teams only',
  'a signed service address on this machine': 'the bot calls hosts of Teams only',
};

const { now, appId, keys, cases } = JSON.parse(readFileSync(process.argv[2], 'utf8'));
// The corpus was made at a time of its own.
Date.now = () => now * 1000;
console.error = () => {};
const { ChannelValidation, SimpleCredentialProvider } = (await import('botframework-connector')).default;

const server = createServer((request, response) => {
  response.setHeader('content-type', 'application/json');
  response.end(JSON.stringify(request.url === '/keys' ? { keys } : { issuer: 'https://api.botframework.com', jwks_uri: `${home}/keys` }));
}).listen(0, '127.0.0.1');
await once(server, 'listening');
const home = `http://127.0.0.1:${server.address().port}`;
ChannelValidation.OpenIdMetadataEndpoint = `${home}/openidconfiguration`;
const bot = new SimpleCredentialProvider(appId, '');

async function takes({ authorization, serviceUrl, channelId }) {
  try {
    return (await ChannelValidation.authenticateChannelTokenWithServiceUrl(authorization, bot, serviceUrl, channelId)).isAuthenticated;
  } catch {
    return false;
  }
}

let passed = 0;
const failures = [];
for (const one of cases) {
  const [theirs, ours] = [await takes(one), one.status === 200];
  const expected = one.flaw in stricter ? theirs && !ours : theirs === ours;
  if (expected) passed++;
  else failures.push(`${one.flaw}: we ${ours ? 'take' : 'refuse'} it, botframework-connector ${theirs ? 'takes' : 'refuses'} it${one.flaw in stricter ? ', and it is on the list of what we are stricter with' : ''}`);
}
for (const flaw of Object.keys(stricter)) if (!cases.some((c) => c.flaw === flaw)) failures.push(`${flaw}: is on the list and not in the corpus`);
server.close();
for (const failure of failures) console.log(failure);
console.log(`judge: ${passed} passed, ${failures.length} failed`);
process.exitCode = failures.length > 0 || passed === 0 ? 1 : 0;
