// Judges what the bot asks of Slack by npm's emulate, a Slack Web API with state that is not ours: the real bot runs against it, people
// press and type, and Slack's own client looks what stands in the channels afterwards. README.md says what the emulator cannot judge.
//   node emulate.mjs [path of ChatRuns.Bot.dll]
// Ends with one line "judge: N passed, N failed".
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { find, startBot } from './bot.mjs';
import { startSlack } from './emulated.mjs';
import { differs, tally, until } from './tally.mjs';

const agents = {
  'tidy.yaml': `
title: Tidy the shop
notify: {actions: "slack:#ops", completed: none, failed: none}
approval: {approvers: [approver]}
variables: {file: old.log}
steps:
  - tool: file.delete
    with: {path: "SHOP/{{file}}"}
    reason: Old <!channel> & <https://evil.example|done>
`,
  'copy.yaml': `
title: Nightly copy
notify: {failed: "slack:#alarms", completed: none}
steps:
  - name: copy
    program: [bash, -c, "echo the disk is full; exit 1"]
    effects: none
`,
  'report.yaml': `
title: Weekly report
notify: {completed: "slack:#random"}
steps:
  - name: count
    program: [bash, -c, "echo 12 orders"]
    effects: none
`,
};

// What the emulator does not have; Slack itself would answer these.
const unknownThere = ['blocks.validate', 'usergroups.list'];
const { judge, close } = tally();
const top = (messages) => messages.filter((m) => !m.thread_ts || m.thread_ts === m.ts);
const isProblem = (call) => call.status !== 200 || call.answer.ok !== true;

/** The one message of a channel that reads like this and is no reply; there may be no other. */
const standing = (slack, channel, words) => until(async () => {
  const found = top(await slack.history(channel)).filter((m) => m.text.search(words) >= 0);
  return found.length === 1 && { ...found[0], channel };
}, () => slack.history(channel));

/** The same in the conversation that the bot has with somebody. */
const standingDirectly = async (slack, user, words) => standing(slack, (await slack.bot.conversations.open({ users: slack.users[user] })).channel.id, words);

const repliesTo = (slack, { channel, ts }) => until(async () => {
  const { messages } = await slack.mia.conversations.replies({ channel, ts });
  return messages.length > 1 && messages.slice(1);
}, () => slack.history(channel));

const responseTo = (slack, id) => until(() => slack.responses.find((r) => r.id === id)?.body, () => slack.responses);

async function judgeProposal(slack, bot) {
  const { ops } = slack.channels;
  const answer = await bot.command('admin', 'ops', '/chatruns', 'agent tidy run');
  await judge('a command is answered to one person, in blocks and in words', () => differs(
    [answer.status, answer.body.response_type, answer.body.text, answer.body.blocks.length > 0], [200, 'ephemeral', '✓ Run #2 is on its way.', true]));
  const card = await standing(slack, ops, 'Tidy the shop proposes 1 action');
  await judge('a proposal stands in the channel once, with blocks, words and the key that it is found by', async () => differs(
    [top(await slack.history(ops)).length, card.blocks[0].type, card.metadata.event_type, card.text.includes('Delete old.log')], [1, 'header', 'chatruns_card', true]));
  await judge('words of an agent neither mention nor link', () => differs(
    [/Why: .*/.exec(card.text)[0], JSON.stringify(card.blocks).match(/"mrkdwn","text":"[^"]*(evil|channel>)/)], ['Why: Old &lt;!channel&gt; &amp; &lt;https://evil.example|done&gt;', null]));
  await judge('an approver in the channel is named in the thread of the card', async () => differs(
    (await repliesTo(slack, card)).map((m) => m.text), [`<@${slack.users.mia}> i 1 action of Tidy the shop waits for you.`]));
  const copy = await standingDirectly(slack, 'jon', 'Tidy the shop proposes 1 action');
  await judge('an approver who left the channel has the card in a conversation of their own', () => differs(
    [slack.calls.filter((c) => c.method === 'conversations.open').map((c) => c.form.users), copy.text === card.text, find(copy.blocks, 'Approve') !== null], [[slack.users.jon], true, true]));
  return { card, copy };
}

async function judgeDecision(slack, bot, { card, copy }) {
  await judge('approving redraws the same message, and says who decided', async () => {
    await bot.press('mia', card, 'Approve');
    const now = await standing(slack, card.channel, 'Approved by mia');
    return differs([now.ts, now.edited?.user, find(now.blocks, 'Approve'), top(await slack.history(card.channel)).length], [card.ts, slack.app.user, null, 1]);
  });
  await judge('the copy in the conversation of another approver says so too', async () => {
    const now = await standingDirectly(slack, 'jon', 'Approved by mia');
    return differs([now.ts, find(now.blocks, 'Approve')], [copy.ts, null]);
  });
  await judge('what was approved is done', async () => differs(await until(() => !existsSync(join(bot.shop, 'old.log'))), true));
  await judge('who presses too late is told who decided, alone', async () => {
    const { response } = await bot.press('jon', card, 'Approve');
    const told = await responseTo(slack, response);
    return differs([told.response_type, told.replace_original, /mia/.test(told.text)], ['ephemeral', false, true]);
  });
}

async function judgeModal(slack, bot) {
  await bot.command('admin', 'ops', '/chatruns', 'agent tidy run file=new.log');
  const card = await standing(slack, slack.channels.ops, 'Delete new.log');
  let view;
  await judge('a button opens a form, by a trigger that counts once', async () => {
    await bot.press('mia', card, 'Reject');
    view = (await until(() => slack.calls.find((c) => c.method === 'views.open'))).answer.view;
    return differs([view.type, view.title.text, view.submit.type], ['modal', 'Reject', 'plain_text']);
  });
  await judge('the reason in the form stands on the message', async () => {
    const { status, body } = await bot.submit('mia', view, 'Still needed');
    const now = await standing(slack, slack.channels.ops, 'Rejected by mia');
    return differs([status, body.response_action, now.ts, now.text.includes('Still needed'), existsSync(join(bot.shop, 'new.log'))], [200, 'clear', card.ts, true, true]);
  });
}

async function judgeAlert(slack, bot) {
  const { alarms } = slack.channels;
  await bot.command('admin', 'ops', '/chatruns', 'agent copy run');
  const alert = await standing(slack, alarms, 'Nightly copy');
  await judge('a failed run stands in a private channel once', async () => differs(
    [top(await slack.history(alarms)).length, alert.blocks.length > 0, /failed/.test(alert.text)], [1, true, true]));
  await bot.command('admin', 'ops', '/chatruns', 'agent copy run');
  await judge('the next failure stands in its thread, and is counted on it', async () => {
    const [reply] = await repliesTo(slack, alert);
    const now = await standing(slack, alarms, '2 times since');
    return differs([now.ts, /failed/.test(reply.text), reply.reply_broadcast ?? false], [alert.ts, true, false]);
  });
}

async function judgeTalk(slack, bot) {
  const mention = (user) => bot.event({ type: 'app_mention', user: slack.users[user], channel: slack.channels.ops, text: `<@${slack.app.user}> runs` });
  await judge('a page is turned in place, through the response_url', async () => {
    const { body } = await bot.command('mia', 'ops', '/runs', 'per 1');
    const { response } = await bot.press('mia', { ...body, channel: slack.channels.ops, ts: '1.000001' }, 'Older ›', true);
    const turned = await responseTo(slack, response);
    return differs([turned.replace_original, turned.text !== body.text, turned.blocks.length > 0], [true, true, true]);
  });
  await judge('a mention is answered to the one who asked', async () => {
    await mention('mia');
    const { form, answer } = await until(() => slack.calls.find((c) => c.method === 'chat.postEphemeral'));
    return differs([form.user, form.channel, answer.ok, JSON.parse(form.blocks).length > 0], [slack.users.mia, slack.channels.ops, true, true]);
  });
  await judge('who is not in the channel any more is answered in a conversation of their own', async () => {
    await mention('jon');
    await until(() => slack.calls.find((c) => c.answer.error === 'user_not_in_channel'));
    return differs((await standingDirectly(slack, 'jon', '^Runs')).user, slack.app.user);
  });
  await judge('a direct message is answered there', async () => {
    const { channel: { id: channel } } = await slack.bot.conversations.open({ users: slack.users.mia });
    await bot.event({ type: 'message', channel_type: 'im', user: slack.users.mia, channel, text: 'agents' });
    return differs((await standing(slack, channel, '^Agents')).user, slack.app.user);
  });
}

async function judgeHome(slack, bot) {
  const answers = (method) => slack.calls.filter((c) => c.method === method).map((c) => c.answer.view);
  const views = (method, count) => until(() => answers(method).length >= count && answers(method), () => slack.calls.map((c) => c.method));
  const open = () => bot.event({ type: 'app_home_opened', tab: 'home', user: slack.users.mia, channel: 'D0HOME' });
  await open();
  const [home] = await views('views.publish', 1);
  await judge('what is chosen on the Home tab is opened, and what is pressed there is laid upon it', async () => {
    const before = answers('views.open').length;
    await bot.pressIn('mia', home, /^#5/);
    const card = (await views('views.open', before + 1)).at(-1);
    await bot.pressIn('mia', card, 'Log');
    const [log] = await views('views.push', 1);
    return differs([card.type, card.previous_view_id ?? null, log.previous_view_id, log.root_view_id], ['modal', null, card.id, card.id]);
  });
  await judge('the Home tab is redrawn as the same view', async () => {
    await open();
    const all = await views('views.publish', 2);
    return differs([home.type, home.blocks.length > 5, new Set(all.map((v) => v.id)).size], ['home', true, 1]);
  });
}

async function judgeStrangers(slack, bot) {
  const ask = async (user) => (await bot.command(user, 'ops', '/chatruns', 'agent tidy run')).body.text;
  await judge('a bot is refused', async () => differs(await ask(slack.app.user), '✕ Bots and apps can\'t use ChatRuns.'));
  await judge('somebody whom Slack does not know is refused', async () => differs(await ask('U0NOBODY'), '✕ Slack doesn\'t know you in this workspace.'));
}

/** Slack posts a card and its answer does not come back; the bot tries again after a quarter of a minute. Gives what is to be judged then. */
async function loseAnswer(slack, bot) {
  const channel = slack.channels.random;
  const calls = () => slack.calls.filter((c) => c.form.channel === channel).map((c) => c.method);
  slack.lose((call) => call.method === 'chat.postMessage' && call.form.channel === channel);
  await bot.command('admin', 'random', '/chatruns', 'agent report run');
  const first = await standing(slack, channel, 'Weekly report');
  return () => judge('a message whose answer got lost is found by its key, and redrawn instead of posted twice', async () => {
    await until(() => calls().includes('chat.update'), calls, 25);
    const now = await standing(slack, channel, 'Weekly report');
    return differs([calls(), now.ts, now.text], [['chat.postMessage', 'conversations.history', 'chat.update'], first.ts, first.text]);
  });
}

async function judgeCalls(slack, bot) {
  await judge('the scopes of the manifest suffice', () => differs(slack.calls.filter((c) => c.answer.error === 'missing_scope').map((c) => c.method), []));
  await judge('Slack refuses nothing but what was to be refused', () => differs(
    slack.calls.filter((c) => isProblem(c) && !unknownThere.includes(c.method)).map((c) => `${c.method}: ${c.answer.error}`), ['chat.postEphemeral: user_not_in_channel', 'users.info: user_not_found']));
  await judge('the token stands in the header, and nowhere else', () => differs(slack.calls.filter((c) =>
    c.headers.authorization !== `Bearer ${slack.secrets.bot}` || !c.headers['content-type'].startsWith('application/x-www-form-urlencoded') || JSON.stringify(c.form).includes('xoxb-')).map((c) => c.method), []));
  await judge('the log holds neither token nor response_url', () => differs([/xox[bp]-/.test(bot.said), bot.said.includes('/response/')], [false, false]));
}

async function judgeDoctor(bot) {
  await judge('the doctor knows whose token it is, and says what was not looked at', async () => {
    const { code, told } = await bot.doctor();
    const missing = ['✓ The bot\'s token works: chatruns in Shop', '✓ The clock agrees', '– Slack did not say which scopes', '– Slack:ApiUrl is 127.0.0.1, not Slack.', '– Slack does not check cards here'].filter((line) => !told.includes(line));
    return differs([code, missing], [0, []]);
  });
}

const slack = await startSlack();
const bot = await startBot(slack, agents, { mia: 'approver', jon: 'approver', admin: 'operator' }, process.argv[2]);
try {
  for (const file of ['old.log', 'new.log']) writeFileSync(join(bot.shop, file), 'x');
  const judgeLostAnswer = await loseAnswer(slack, bot);
  await judgeDecision(slack, bot, await judgeProposal(slack, bot));
  await judgeModal(slack, bot);
  await judgeAlert(slack, bot);
  await judgeTalk(slack, bot);
  await judgeHome(slack, bot);
  await judgeStrangers(slack, bot);
  await judgeDoctor(bot);
  await judgeLostAnswer();
  await judgeCalls(slack, bot);
} finally {
  await bot.stop();
  await slack.stop();
}

close();
