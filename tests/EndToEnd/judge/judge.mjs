// Judges the cards by the official implementations: our binding of each template × sample equals that of adaptivecards-templating,
// adaptivecards parses what comes out without a warning, the table of the templating tests says what the reference says, and the
// golden Block Kit messages are what Slack's types say (blocks.mjs).
//   CHATRUNS_CARDS_DUMP=FOLDER dotnet test tests/Bot.Tests --filter FullyQualifiedName~JudgeDump
//   npm ci && node judge.mjs FOLDER
import { readFileSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { isDeepStrictEqual } from 'node:util';
import { judgeBlocks } from './blocks.mjs';
import { counts } from './tally.mjs';

// Both packages are published as CommonJS or with imports that Node refuses; require() reads either.
const require = createRequire(import.meta.url);
const { Template } = require('adaptivecards-templating');
const official = require('adaptivecards/dist/adaptivecards.js');

const here = dirname(fileURLToPath(import.meta.url));
const cards = join(here, '../../../cards');
const bound = process.argv[2];
if (!bound) {
  console.error('judge: name the folder of bound cards, as CHATRUNS_CARDS_DUMP did.');
  process.exit(2);
}

const read = (path) => JSON.parse(readFileSync(path, 'utf8'));
let passed = 0;
const failures = [];

function judge(name, check) {
  try {
    const wrong = check();
    if (wrong) failures.push(`${name}: ${wrong}`);
    else passed++;
  } catch (error) {
    failures.push(`${name}: ${error.message}`);
  }
}

// Where two trees differ first; key order does not count.
function difference(ours, theirs, place = '$') {
  if (isDeepStrictEqual(ours, theirs)) return null;
  const bothMaps = [ours, theirs].every((v) => v !== null && typeof v === 'object') && Array.isArray(ours) === Array.isArray(theirs);
  if (!bothMaps) return `${place} is ${JSON.stringify(ours)?.slice(0, 120)}, the reference has ${JSON.stringify(theirs)?.slice(0, 120)}`;
  for (const key of new Set([...Object.keys(ours), ...Object.keys(theirs)])) {
    const inner = difference(ours[key], theirs[key], `${place}.${key}`);
    if (inner) return inner;
  }
  return null;
}

// What a client that does not know our one element draws.
function withoutOurElement(node) {
  if (Array.isArray(node)) return node.map(withoutOurElement);
  if (node === null || typeof node !== 'object') return node;
  if (node.type?.startsWith('ChatRuns.')) {
    if (!node.fallback) throw new Error(`${node.type} has no fallback`);
    return withoutOurElement(node.fallback);
  }
  return Object.fromEntries(Object.entries(node).map(([key, value]) => [key, withoutOurElement(value)]));
}

function parseWarnings(card) {
  const { msteams, ...plain } = withoutOurElement(card);
  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  parsed.parse(plain, context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i));
  return [...events, ...parsed.validateProperties().validationEvents].filter(counts(official, card)).map((event) => event.message);
}

for (const file of readdirSync(join(cards, 'samples')).filter((name) => name.endsWith('.json')).sort()) {
  const name = file.replace(/\.json$/, '');
  judge(`binding ${name}`, () => {
    const template = read(join(cards, `${name.split('.')[0]}.json`));
    const theirs = new Template(template).expand({ $root: read(join(cards, 'samples', file)) });
    return difference(read(join(bound, file)), JSON.parse(JSON.stringify(theirs)));
  });
  judge(`parsing ${name}`, () => parseWarnings(read(join(bound, file)))[0]);
}

const table = read(join(here, '../../Bot.Tests/Cards/templating.json'));
for (const row of table.cases) {
  judge(`table ${row.name}`, () => {
    let theirs;
    try {
      theirs = new Template(row.template).expand({ $root: row.data ?? table.data });
    } catch (error) {
      return row.throws ? null : `the reference throws ${error.message}`;
    }
    return row.throws ? 'the reference does not throw' : difference(row.expect, JSON.parse(JSON.stringify(theirs)));
  });
}

judgeBlocks(judge);

for (const failure of failures) console.error(failure);
console.log(`judge: ${passed} passed, ${failures.length} failed`);
process.exit(failures.length === 0 ? 0 : 1);
