// Judges the golden Block Kit messages by Slack's own types: each file as a TypeScript value of @slack/types, checked by tsc --strict.
import { mkdirSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { createRequire } from 'node:module';

const ts = createRequire(import.meta.url)('typescript');
const here = dirname(fileURLToPath(import.meta.url));
const golden = join(here, '../../Bot.Tests/Slack/Golden');
const options = { strict: true, noEmit: true, skipLibCheck: true, target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, moduleResolution: ts.ModuleResolutionKind.NodeNext, types: [] };

const HEAD = `import type { HomeView, KnownBlock, ModalView } from '@slack/types';\n`;

// The file stands beside node_modules, so that the import is found; it is removed at the end.
function sources(folder) {
  return readdirSync(golden).filter((name) => name.endsWith('.json')).sort().map((name) => {
    const message = JSON.parse(readFileSync(join(golden, name), 'utf8'));
    const path = join(folder, name.replace(/\.json$/, '.ts'));
    writeFileSync(path, HEAD
      + `export const text: string = ${JSON.stringify(message.text)};\n`
      + `export const blocks: KnownBlock[] = ${JSON.stringify(message.blocks, null, 1)};\n`
      + `export const classic: KnownBlock[] = ${JSON.stringify(message.classic ?? [], null, 1)};\n`
      + `export const forms: ModalView[] = ${JSON.stringify(message.forms ?? [], null, 1)};\n`
      + `export const home: HomeView = { type: 'home', blocks: classic };\n`);
    return { name, path };
  });
}

// Calls judge(name, check) for each golden message; check() says what is wrong, or nothing.
export function judgeBlocks(judge) {
  const folder = join(here, '.blocks');
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder);
  try {
    const files = sources(folder);
    if (files.length === 0) judge('blocks', () => 'there are no golden messages');
    const program = ts.createProgram(files.map((file) => file.path), options);
    const general = program.getOptionsDiagnostics().concat(program.getGlobalDiagnostics());
    judge('blocks: the types are found', () => general.length > 0 && said(general[0]));
    // A check that cannot fail proves nothing.
    judge('blocks: a wrong block is refused', () => refuses(folder) ? null : 'tsc lets a wrong block pass');
    for (const { name, path } of files) {
      judge(`blocks ${name}`, () => {
        const wrong = ts.getPreEmitDiagnostics(program, program.getSourceFile(path));
        return wrong.length > 0 && said(wrong[0]);
      });
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function refuses(folder) {
  const path = join(folder, 'wrong.ts');
  writeFileSync(path, `${HEAD}export const blocks: KnownBlock[] = [{ type: 'header', text: { type: 'mrkdwn', text: 'x' } }];\n`);
  return ts.getPreEmitDiagnostics(ts.createProgram([path], options)).length > 0;
}

const said = (diagnostic) => ts.flattenDiagnosticMessageText(diagnostic.messageText, ' ').slice(0, 400);
