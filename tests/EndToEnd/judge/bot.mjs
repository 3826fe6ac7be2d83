// The real bot in a process of its own, and what Slack sends to it: signed commands, presses, submitted modals and events.
import { createHmac, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { makeHome, startProcess } from './process.mjs';

const signingSecret = 'an-emulated-signing-secret';

/** What is used when people press or choose what reads so (a text, or a pattern of it) in a message or view; null when it is not there. */
export function find(node, label) {
  if (node === null || typeof node !== 'object') return null;
  const reads = (text) => (label instanceof RegExp ? label.test(text) : text === label);
  if (node.type === 'button' && reads(node.text.text)) return { ...identityOf(node), value: node.value, text: node.text };
  const chosen = ['static_select', 'overflow'].includes(node.type) && node.options?.find((option) => reads(option.text.text));
  if (chosen) return { ...identityOf(node), selected_option: chosen };
  for (const inner of Object.values(node)) {
    const found = find(inner, label);
    if (found) return found;
  }
  return null;
}

const identityOf = ({ type, action_id, block_id }) => ({ type, action_id, block_id: block_id ?? 'b' });

/** Starts the bot at an emulated Slack, with agents by file name. Roles are by user name. */
export async function startBot(slack, agents, roles, dll) {
  const home = makeHome('chatruns-emulate-', agents);
  const granted = Object.entries(roles).flatMap(([user, role]) => [`--Access:Roles:slack/${slack.team}/${slack.users[user]}:0`, role]);
  const env = { DOTNET_ENVIRONMENT: 'Production', Slack__ApiUrl: slack.api, Slack__BotToken: slack.secrets.bot, Slack__SigningSecret: signingSecret };
  const bot = await startProcess(home, env, granted, dll);
  return {
    ...talk(slack, bot.url),
    shop: home.shop,
    get said() { return bot.said; },
    stop: bot.stop,
    async doctor() {
      const doctor = bot.start('doctor', 'slack');
      let told = '';
      for (const stream of [doctor.stdout, doctor.stderr]) stream.on('data', (part) => (told += part));
      const [code] = await once(doctor, 'close');
      return { code, told };
    },
  };
}

/** What Slack sends; each answers with status and body. */
function talk(slack, url) {
  const { team, app, users } = slack;
  const common = (user) => ({ token: 'unused', api_app_id: app.id, team: { id: team, domain: 'shop' }, user: { id: users[user], username: user, name: user, team_id: team } });
  const stamp = () => `${Math.floor(Date.now() / 1000)}.${randomUUID().replace(/\D/g, '').padEnd(6, '0').slice(0, 6)}`;

  async function send(way, body, type) {
    const time = Math.floor(Date.now() / 1000);
    const signature = `v0=${createHmac('sha256', signingSecret).update(`v0:${time}:${body}`).digest('hex')}`;
    const response = await fetch(`${url}/slack/${way}`, { method: 'POST', body, headers: { 'content-type': type, 'x-slack-request-timestamp': `${time}`, 'x-slack-signature': signature } });
    const text = await response.text();
    return { status: response.status, body: text.startsWith('{') ? JSON.parse(text) : text };
  }

  const interact = (payload) => send('interactions', new URLSearchParams({ payload: JSON.stringify(payload) }).toString(), 'application/x-www-form-urlencoded');

  async function press(user, surface, label, where) {
    const used = find(surface.blocks, label);
    if (!used) throw new Error(`There is no "${label}" in ${JSON.stringify(surface.blocks)}`);
    const response = randomUUID();
    const action = { ...used, action_ts: stamp() };
    const { status } = await interact({ ...common(user), type: 'block_actions', ...(where.view ? {} : { response_url: slack.newResponseUrl(response) }), ...where, actions: [action] });
    return { status, response };
  }

  return {
    /** A slash command in a channel. */
    command: (user, channel, command, text) => send('commands', new URLSearchParams({
      token: 'unused', team_id: team, team_domain: 'shop', channel_id: slack.channels[channel], channel_name: channel, user_id: users[user] ?? user, user_name: user,
      command, text, api_app_id: app.id, is_enterprise_install: 'false', response_url: slack.newResponseUrl(randomUUID()), trigger_id: randomUUID(),
    }).toString(), 'application/x-www-form-urlencoded'),

    /** A press of the button that reads so, in a message {channel, ts, blocks} as the emulator keeps it; nobody but the bot keeps one for a person alone. */
    press: async (user, message, label, isEphemeral = false) => press(user, message, label, {
      container: { type: 'message', message_ts: message.ts, channel_id: message.channel, is_ephemeral: isEphemeral }, channel: { id: message.channel, name: 'ops' },
      ...(isEphemeral ? {} : { message }), state: { values: {} }, trigger_id: await slack.newTrigger(users[user]),
    }),

    /** The same in a modal or on the Home tab. */
    pressIn: async (user, view, label) => press(user, view, label, { container: { type: 'view', view_id: view.id }, view, trigger_id: await slack.newTrigger(users[user], view.id) }),

    /** A modal is sent off, with what stands in its first input. */
    submit(user, view, text) {
      const { block_id: block, element } = view.blocks.find((b) => b.type === 'input');
      return interact({ ...common(user), type: 'view_submission', trigger_id: randomUUID(), view: { ...view, state: { values: { [block]: { [element.action_id]: { type: element.type, value: text } } } } } });
    },

    /** An event of the Events API. */
    event: (event) => send('events', JSON.stringify({
      token: 'unused', team_id: team, api_app_id: app.id, type: 'event_callback', event_id: `Ev${randomUUID()}`, event_time: Math.floor(Date.now() / 1000),
      event: { ts: stamp(), event_ts: stamp(), ...event }, authorizations: [{ enterprise_id: null, team_id: team, user_id: app.user, is_bot: true, is_enterprise_install: false }],
    }), 'application/json'),
  };
}
