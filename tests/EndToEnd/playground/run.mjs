// ChatRuns in the Microsoft 365 Agents Playground: what a person sees and presses there, in a browser, at the real bot.
//   node run.mjs [folder for pictures]
// Ends with one line "judge: N passed, N failed"; where the Playground could not be installed or started, with a line that says so.
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { differs, tally, until } from '../judge/tally.mjs';
import { startBot } from './bot.mjs';
import { ops, people } from './people.mjs';

const agents = {
  'tidy.yaml': `
title: Tidy the shop
notify: {actions: "teams:Shop/Ops", completed: none, failed: none}
approval: {approvers: [approver]}
variables: {file: old.log}
steps:
  - {tool: file.archive, with: {path: "SHOP/{{file}}"}, confidence: 0.92, reason: Not opened for 400 days}
`,
  'sort.yaml': `
title: Sort the shelf
notify: {actions: "teams:@${people.mia.id}", completed: none, failed: none}
approval: {approvers: [approver], self_approval: true}
variables: {file: a.log}
steps:
  - {tool: file.move, with: {from: "SHOP/{{file}}", to: "SHOP/sorted-{{file}}"}, confidence: 0.9, reason: Belongs on the shelf}
`,
  'watch.yaml': `
title: Watch the till
notify: {failed: "teams:Ops", completed: none}
steps:
  - {name: look, program: [bash, -c, "echo The till answers nothing.; test ! -e SHOP/broken"], effects: none}
`,
};

/** Whether the Playground is here or can be had; prints why not. */
function install() {
  try {
    execFileSync('npm', ['ci', '--silent', '--no-audit', '--no-fund'], { cwd: fileURLToPath(new URL('.', import.meta.url)), stdio: 'pipe', timeout: 120_000 });
    return true;
  } catch (error) {
    console.log(`The Playground did not run: it could not be installed (${error.message.split('\n')[0]}).`);
    return false;
  }
}

const { judge, close } = tally();
const pictures = process.argv[2];

const buttons = (card, name) => card.getByRole('button', { name, exact: true }).count();

async function judgeAlert(mia, bot) {
  await mia.open('Shop - Ops');
  await judge('a mention in a channel is a command', async () => {
    await mia.say('@ChatRuns agent watch run');
    await mia.see('is on its way');
  });
  await judge('what fails stands in the channel by itself', async () => {
    const alert = await mia.see('Watch the till failed');
    await mia.show('alert', alert);
    return differs([/The till answers nothing/.test(await alert.innerText()), await mia.card('Watch the till failed').count()], [true, 1]);
  });
  await judge('the next failure is counted on the same card', async () => {
    await mia.say('@ChatRuns agent watch run');
    const streak = await mia.see('2 times since');
    await mia.show('streak', streak);
    await mia.showMessage('teams-runs', streak);
    return differs(await mia.card('Watch the till failed').filter({ hasNotText: '2 times' }).count() > 1, false);
  });
}

/** The alert becomes the recovery, in place; redraws of one card may be ten seconds apart. */
async function judgeRecovery(mia, bot) {
  await mia.open('Shop - Ops');
  await judge('the recovery is told in the message of the alert', async () => {
    rmSync(join(bot.shop, 'broken'));
    await mia.say('@ChatRuns agent watch run');
    const now = await mia.see(/Watch the till recovered.*#/s);
    await mia.show('recovered', now);
    return differs(await mia.card('Watch the till is failing').count(), 0);
  });
}

async function judgeTalk(mia) {
  await mia.open('Personal Chat');
  await judge('who opens the chat is told what can be said', async () => {
    await mia.show('help', await mia.see('Type a line'));
  });
  await judge('help answers with the commands', async () => {
    const before = await mia.card('Type a line').count();
    await mia.say('help');
    await until(async () => await mia.card('Type a line').count() === before + 1);
  });
  await judge('a word that is not known is answered with what was meant, as a button that works', async () => {
    await mia.say('/runs faild');
    const card = await mia.see('Did you mean failed?');
    await mia.show('did-you-mean', card);
    await mia.press(card, '/runs failed');
    await mia.see('Watch the till');
  });
  await judge('failed runs of a week are a table', async () => {
    await mia.say('/runs failed last 7d');
    const card = await mia.see('last 7 days');
    await mia.show('runs', card);
    return differs([/✕\s*Failed/.test(await card.innerText()), /Watch the till/.test(await card.innerText())], [true, true]);
  });
  await judge('a run opens with its steps and its output', async () => {
    await mia.say('/run 1');
    const card = await mia.see(/The till answers nothing.*Steps/s);
    await mia.show('run', card);
    return differs(/look/.test(await card.innerText()), true);
  });
  for (const line of ['agents', 'approvals', 'next', 'home', 'me']) {
    await judge(`/${line} is answered`, async () => {
      const before = await mia.cards().count();
      await mia.say(`/${line}`);
      await until(async () => await mia.cards().count() > before);
      await mia.show(line, mia.cards().last());
    });
  }
}

async function judgeDecisions(mia, bot) {
  const propose = async (file) => {
    await mia.say(`/agent sort run file=${file}`);
    return mia.see(`sorted-${file}`);
  };
  await judge('a proposed action comes by itself, and approving replaces its card', async () => {
    const card = await propose('a.log');
    await mia.show('action', card);
    await mia.press(card, 'Approve');
    const now = await mia.see(/a\.log.*Approved by Mia Berg/s);
    await until(() => existsSync(join(bot.shop, 'sorted-a.log')));
    await mia.show('approved', now);
    return differs([await mia.card('sorted-a.log').count(), await buttons(now, 'Approve')], [1, 0]);
  });
  await judge('a rejection asks for its reason, and shows it', async () => {
    const card = await propose('b.log');
    await mia.press(card, 'Reject');
    await card.getByRole('textbox').first().fill('Still needed');
    await mia.show('reject', card);
    await mia.press(card, 'Reject this action');
    const now = await mia.see(/Rejected by Mia Berg.*Still needed/s);
    await mia.show('rejected', now);
    return differs([await buttons(now, 'Approve'), existsSync(join(bot.shop, 'b.log'))], [0, true]);
  });
  await judge('an edit is what is done then', async () => {
    const card = await propose('c.log');
    await mia.press(card, 'Edit');
    const input = card.getByRole('textbox').last();
    await input.fill((await input.inputValue()).replace('sorted-c', 'shelved-c'));
    await mia.show('edit', card);
    await mia.press(card, 'Save and approve');
    const now = await mia.see(/shelved-c\.log.*Approved by Mia Berg/s);
    await mia.show('edited', now);
    await until(() => existsSync(join(bot.shop, 'shelved-c.log')), () => now.innerText());
  });
  await judge('the decisions are numbers and a chart', async () => {
    await mia.say('/metrics');
    const card = await mia.see('Metrics of all agents');
    await until(async () => /Actions\s*proposed\s*3/.test(await card.innerText()), () => card.innerText());
    await mia.show('metrics', card);
  });
}

/** Jon has an action proposed in the channel; Mia decides it there, and a second window shows what came of it. */
async function judgeChannel(mia, other, { jon, ada }, bot) {
  for (const window of [mia, other]) await window.open('Shop - Ops');
  await judge('who may decide is not known to the message: no buttons of decisions, but one to see one\'s own', async () => {
    await jon.say(ops, 'agent tidy run');
    const card = await mia.see('Tidy the shop proposes 1 action');
    await mia.show('channel-action', card);
    return differs([await buttons(card, 'Approve'), await buttons(card, 'Decide…')], [0, 1]);
  });
  await judge('approvers are named under it', async () => {
    await mia.see(/Mia Berg.*1 action of Tidy the shop waits/s);
    await mia.show('named', mia.card('1 action of Tidy the shop waits').last());
  });
  await judge('who pressed that sees the buttons, and only they', async () => {
    await mia.press(mia.card('Tidy the shop proposes 1 action').last(), 'Decide…');
    const mine = mia.card('Tidy the shop proposes 1 action').last();
    await mine.getByRole('button', { name: 'Approve', exact: true }).waitFor();
    await mia.show('channel-decide', mine);
    await mia.showMessage('teams-actions', mine);
    return differs(await buttons(other.card('Tidy the shop proposes 1 action').last(), 'Approve'), 0);
  });
  let pressed;
  await judge('approving redraws the card for everybody', async () => {
    pressed = await mia.pressAndCatch(mia.card('Tidy the shop proposes 1 action').last(), 'Approve');
    for (const window of [mia, other]) await window.see(/old\.log.*Approved by Mia Berg/s);
    await mia.show('channel-approved', mia.card('Approved by Mia Berg').last());
    await until(() => !existsSync(join(bot.shop, 'old.log')));
  });
  await judge('who presses too late is told who decided', async () => {
    const { type, value } = await ada.pressToo(pressed);
    return differs([type, /Mia Berg approved this/.test(value)], ['application/vnd.microsoft.activity.message', true]);
  });
}

async function main(bot, playground, browser, { openChat, Person }) {
  for (const file of ['old.log', 'a.log', 'b.log', 'c.log', 'broken']) writeFileSync(join(bot.shop, file), 'x');
  const mia = await openChat(browser, playground.url, pictures);
  const jon = new Person(playground.url, people.jon);
  for (const place of ['Shop chat', 'Shop - Ops']) await mia.open(place);
  await judgeAlert(mia, bot);
  await judgeTalk(mia);
  await judgeRecovery(mia, bot);
  await mia.open('Personal Chat');
  await judgeDecisions(mia, bot);
  await judgeChannel(mia, await openChat(browser, playground.url), { jon, ada: new Person(playground.url, people.ada) }, bot);
  await judge('the Playground warns of nothing but the width of cards and of views that it has not', async () =>
    differs((await mia.warnings()).filter((w) => !/Full width|User specific view/.test(w)), []));
}

if (pictures) mkdirSync(pictures, { recursive: true });
if (!install()) process.exit(0);
const [{ startPlayground }, chat] = [await import('./playground.mjs'), await import('./chat.mjs')];
const bot = await startBot(agents, { mia: ['operator', 'approver'], jon: ['operator'], ada: ['approver'] });
let playground, browser;
try {
  playground = await startPlayground(bot.url).catch((error) => console.log(`The Playground did not run: it could not be started (${error.message}).`));
  if (playground) {
    browser = await chat.launch();
    await main(bot, playground, browser, chat);
  }
} finally {
  await browser?.close();
  await playground?.stop();
  await bot.stop();
}

if (playground) close();
