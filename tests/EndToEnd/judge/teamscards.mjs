// Judges the golden cards of Teams: the official parser of Adaptive Cards reads each without a warning, once what only Teams knows is taken
// away by the list below, and each is what the types of Teams' own card library say, checked by tsc --strict.
//   npm ci && node teamscards.mjs
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';
import { counts, tally } from './tally.mjs';

const require = createRequire(import.meta.url);
const ts = require('typescript');
const official = require('adaptivecards/dist/adaptivecards.js');
const here = dirname(fileURLToPath(import.meta.url));
const golden = join(here, '../../Bot.Tests/Teams/Golden');

// What Teams has beyond Adaptive Cards 1.5. Elements stand with their fallback, or are left out where that says so; members are left out; a
// menu that is filled while somebody types has a choice here.
const ELEMENTS = ['Chart.VerticalBar.Grouped', 'ProgressBar', 'Component'];
const MEMBERS = ['msteams', 'choices.data'];
const CHOICES = [{ title: 'One', value: 'one' }];
// Teams documents "Full", and its library writes "full"; it documents the view of a component, which its library leaves out.
const spelled = (node) => {
  if (Array.isArray(node)) return node.map(spelled);
  if (node === null || typeof node !== 'object') return node;
  const { view, ...component } = node;
  if (node.type === 'Component' && view !== 'compact') throw new Error(`the view of a component is ${view}`);
  const all = Object.fromEntries(Object.entries(node.type === 'Component' ? component : node).map(([key, value]) => [key, spelled(value)]));
  return all.msteams?.width === 'Full' ? { ...all, msteams: { ...all.msteams, width: 'full' } } : all;
};

const options = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] };
const HEAD = `import type { IAdaptiveCard } from '@microsoft/teams.cards';\n`;
const { judge, close } = tally();

const cards = readdirSync(golden).filter((name) => name.endsWith('.json')).sort().flatMap((file) => {
  const { card, reader, dialogs = [] } = JSON.parse(readFileSync(join(golden, file), 'utf8'));
  const name = file.replace(/\.json$/, '');
  return [{ name, card }, ...(reader ? [{ name: `${name} of a reader`, card: reader }] : []), ...dialogs.map((dialog, i) => ({ name: `${name} dialog ${i}`, card: dialog }))];
});

const isDropped = (node) => ELEMENTS.includes(node?.type) && node.fallback === 'drop';

function known(node) {
  if (Array.isArray(node)) return node.filter((item) => !isDropped(item)).map(known);
  if (node === null || typeof node !== 'object') return node;
  if (ELEMENTS.includes(node.type)) {
    if (!node.fallback) throw new Error(`${node.type} has no fallback`);
    return known(node.fallback);
  }
  if (node['choices.data']) return known({ ...node, 'choices.data': undefined, choices: CHOICES });
  return Object.fromEntries(Object.entries(node).filter(([key]) => !MEMBERS.includes(key)).map(([key, value]) => [key, known(value)]));
}

function warning(card) {
  const context = new official.SerializationContext(official.Versions.v1_5);
  const parsed = new official.AdaptiveCard();
  parsed.parse(known(card), context);
  const events = Array.from({ length: context.eventCount }, (_, i) => context.getEventAt(i));
  return [...events, ...parsed.validateProperties().validationEvents].find(counts(official, card))?.message;
}

const said = (diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').slice(0, 600);

// The file stands beside node_modules, so that the import is found; it is removed at the end.
async function types(folder) {
  const write = (name, card) => {
    const path = join(folder, name);
    writeFileSync(path, `${HEAD}export const card: IAdaptiveCard = ${JSON.stringify(spelled(card), null, 1)};\n`);
    return path;
  };
  const files = cards.map(({ name, card }, i) => ({ name, path: write(`${i}.ts`, card) }));
  const wrong = write('wrong.ts', { type: 'AdaptiveCard', version: '1.5', body: [{ type: 'TextBlock', words: 'x' }] });
  const program = ts.createProgram([...files.map((file) => file.path), wrong], options);
  const faults = (path) => ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
  await judge('the types are found', () => [...program.getOptionsDiagnostics(), ...program.getGlobalDiagnostics()].map(said)[0]);
  // A check that cannot fail proves nothing.
  await judge('a wrong card is refused', () => faults(wrong).length > 0 ? null : 'tsc lets a wrong card pass');
  for (const { name, path } of files) await judge(`types of ${name}`, () => faults(path).map(said)[0]);
}

await judge('there are golden cards', () => cards.length > 0 ? null : 'there are none');
await judge('a wrong element is warned of', () => warning({ type: 'AdaptiveCard', version: '1.5', body: [{ type: 'Words' }] }) ? null : 'the parser lets it pass');
for (const { name, card } of cards) await judge(`parsing ${name}`, () => warning(card));
const folder = join(here, '.teamscards');
rmSync(folder, { recursive: true, force: true });
mkdirSync(folder);
try {
  await types(folder);
} finally {
  rmSync(folder, { recursive: true, force: true });
}
close();
