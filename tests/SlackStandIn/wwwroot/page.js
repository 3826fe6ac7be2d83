// The stand-in's page: what one user sees, drawn again whenever something changed; every click goes to /page/do.
import { draw } from '/page/blockkit.js';

const at = (id) => document.getElementById(id);
const now = { user: 'U0MIA', channel: 'C0OPS', home: false, thread: null, version: -1, state: null, modal: null };
// What stands in inputs, by surface (a message's ts, or a view's id), then by action_id.
const typed = new Map();

function make(tag, className, text) {
  const element = document.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

async function look() {
  const response = await fetch(`/page/state?user=${now.user}&channel=${now.channel}`);
  const state = await response.json();
  const key = `${state.version} ${state.connections} ${now.user} ${now.channel} ${now.home} ${now.thread}`;
  if (key !== now.version) {
    now.version = key;
    now.state = state;
    redraw(state);
  }
}

async function act(deed) {
  say('…');
  const response = await fetch('/page/do', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: now.user, channel: now.channel, ...deed }),
  });
  const answer = await response.json();
  const ok = answer.status >= 200 && answer.status < 300;
  say(ok ? `Answered ${answer.status} in ${answer.took.slice(6, 12)} s` : `${answer.status || 'Not done'}: ${answer.body}`, !ok);
  await look();
}

// What an external select offers for what was typed so far.
async function suggest(element, what) {
  const response = await fetch('/page/do', {
    method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify({ user: now.user, channel: now.channel, do: 'suggest', what, text: element.value }),
  });
  const answer = await response.json();
  if (answer.status !== 200) return say(`${answer.status || 'Not done'}: ${answer.body}`, true);
  const list = document.getElementById(element.getAttribute('list')) ?? element.parentElement.appendChild(make('datalist'));
  list.id = `offers-${what}`;
  list.replaceChildren(...(JSON.parse(answer.body).options ?? []).map((o) => new Option(o.text.text, o.value)));
  element.setAttribute('list', list.id);
}

function say(text, bad = false) {
  at('status').textContent = text;
  at('status').classList.toggle('bad', bad);
}

function redraw(state) {
  at('user').replaceChildren(...state.users.map((u) => new Option(u.name, u.id, false, u.id === now.user)));
  const direct = { id: `D${now.user.slice(1)}`, name: 'ChatRuns (direct)' };
  at('channels').replaceChildren(...state.channels.map((c) => entry(`# ${c.name}${c.archived ? ' (archived)' : ''}`, c.id)));
  at('app').replaceChildren(entry(direct.name, direct.id), entry('Home tab', 'home'));
  at('shortcuts').replaceChildren(...state.shortcuts.filter((s) => s.kind === 'global').map(({ name, id }) => {
    const item = make('li');
    const button = make('button', null, name);
    button.type = 'button';
    button.onclick = () => act({ do: 'shortcut', what: id });
    item.append(button);
    return item;
  }));
  at('link').textContent = state.connections > 0 ? `Socket Mode, ${state.connections} connection(s)` : `HTTP to ${state.bot ?? 'nobody'}`;
  faults([...state.violations, ...state.missed]);
  const channel = state.channels.find((c) => c.id === now.channel);
  at('title').textContent = now.home ? 'Home tab' : channel ? `# ${channel.name}` : direct.name;
  at('composer').hidden = now.home;
  at('thread').hidden = !now.thread;
  at('thread').firstElementChild.textContent = 'Answering in a thread.';
  now.home ? drawHome(state) : drawMessages(state);
  drawModal(state);
}

function entry(name, id) {
  const item = make('li');
  const button = make('button', null, name);
  button.type = 'button';
  if (id === (now.home ? 'home' : now.channel)) button.setAttribute('aria-current', 'true');
  button.onclick = () => {
    now.home = id === 'home';
    now.thread = null;
    if (now.home) act({ do: 'home' });
    else now.channel = id;
    look();
  };
  item.append(button);
  return item;
}

function faults(all) {
  at('faults').classList.toggle('some', all.length > 0);
  at('faults').firstElementChild.textContent = all.length > 0 ? `Rules broken or answers missed: ${all.length}` : 'No rule broken';
  at('faults').lastElementChild.replaceChildren(...all.map((f) => make('li', null, f)));
}

function drawMessages(state) {
  const log = at('messages');
  const low = log.scrollHeight - log.scrollTop - log.clientHeight < 40;
  log.replaceChildren(...state.messages.map(drawMessage));
  if (low) log.scrollTop = log.scrollHeight;
}

function drawMessage(message) {
  const element = make('article', `message${message.only ? ' only' : ''}${message.thread && message.thread !== message.ts ? ' reply' : ''}`);
  const head = make('div', 'head');
  const time = new Date(Number(message.ts) * 1000).toLocaleTimeString();
  head.append(make('b', null, message.who), ` ${message.bot ? 'APP ' : ''}${time}${message.edits > 0 ? ` (edited ${message.edits}×)` : ''}`);
  if (message.only) head.append(' Only visible to you');
  else if (!message.thread) {
    const reply = make('button', null, 'Reply in thread');
    reply.onclick = () => { now.thread = message.ts; look(); };
    head.append(reply);
    for (const { name, id } of now.state.shortcuts.filter((s) => s.kind === 'message')) {
      const shortcut = make('button', null, name);
      shortcut.onclick = () => act({ do: 'shortcut', ts: message.ts, what: id });
      head.append(shortcut);
    }
  }
  element.append(head);
  element.append(message.blocks.length > 0 ? drawn(message.blocks, message.ts) : make('div', 'text', message.text));
  for (const file of message.files) element.append(make('div', 'text', `File: ${file}`));
  for (const blocks of message.unfurls) {
    const unfurl = drawn(blocks, message.ts);
    unfurl.classList.add('unfurl');
    element.append(unfurl);
  }
  return element;
}

function drawHome(state) {
  const home = state.home;
  at('messages').replaceChildren(home ? drawn(home.view.blocks, home.id, true) : make('p', null, 'The bot has published nothing yet.'));
}

function drawModal(state) {
  const modal = at('modal');
  if (!state.view) {
    if (modal.open) modal.close();
    now.modal = null;
    return;
  }
  // What is being typed stays, unless the form itself changed.
  const key = JSON.stringify(state.view);
  if (key === now.modal) return;
  now.modal = key;
  const { id, view, errors } = state.view;
  at('modal-title').textContent = view.title.text;
  const blocks = drawn(view.blocks, id, true);
  for (const [block, text] of Object.entries(errors)) blocks.querySelector(`.bk-block[data-block-id="${CSS.escape(block)}"]`)?.append(make('div', 'error', text));
  at('modal-blocks').replaceChildren(blocks);
  at('close').textContent = view.close?.text ?? 'Cancel';
  at('submit').textContent = view.submit?.text ?? '';
  at('submit').hidden = !view.submit;
  if (!modal.open) modal.showModal();
}

// Draws blocks and brings them to life; isView: a click there names no message.
function drawn(blocks, surface, isView = false) {
  const root = draw(blocks, document);
  const values = typed.get(surface) ?? {};
  const ts = isView ? undefined : surface;
  const inputBlocks = new Map(blocks.filter((b) => b.type === 'input').map((b) => [b.block_id, b]));
  for (const element of root.querySelectorAll('[data-action-id]')) {
    const what = element.dataset.actionId;
    const tag = element.tagName;
    if (tag === 'BUTTON') {
      element.onclick = () => sure(element) && act({ do: 'click', ts, what, fill: typed.get(surface) });
    } else if (element.classList.contains('bk-overflow')) {
      element.onchange = () => element.value && sure(element) && act({ do: 'click', ts, what, option: element.value, fill: typed.get(surface) });
    } else if (['INPUT', 'TEXTAREA', 'SELECT'].includes(tag)) {
      restore(element, values[what]);
      element.oninput = () => {
        const all = typed.get(surface) ?? {};
        all[what] = read(root, element, what);
        typed.set(surface, all);
        if (element.dataset.suggest) suggest(element, what);
      };
      if (element.dataset.suggest) element.onfocus = () => suggest(element, what);
      element.onchange = () => {
        const input = inputBlocks.get(element.dataset.blockId);
        const told = input ? input.dispatch_action === true : ['SELECT', 'INPUT'].includes(tag) && !['text', 'search'].includes(element.type);
        if (told) act({ do: 'click', ts, what, option: read(root, element, what).join('|'), fill: typed.get(surface) });
      };
    }
  }
  return root;
}

function read(root, element, what) {
  if (element.type === 'checkbox' || element.type === 'radio')
    return [...root.querySelectorAll('input')].filter((b) => b.dataset.actionId === what && b.checked).map((b) => b.value);
  if (element.multiple) return [...element.selectedOptions].map((o) => o.value);
  return element.value === '' ? [] : [element.value];
}

function restore(element, value) {
  if (!value) return;
  if (element.type === 'checkbox' || element.type === 'radio') element.checked = value.includes(element.value);
  else if (element.multiple) for (const option of element.options) option.selected = value.includes(option.value);
  else element.value = value[0] ?? '';
}

function sure(element) {
  if (!element.dataset.confirm) return true;
  const ask = JSON.parse(element.dataset.confirm);
  return window.confirm([ask.title?.text, ask.text?.text].filter(Boolean).join('\n\n'));
}

at('user').onchange = (event) => {
  if (now.channel.startsWith('D')) now.channel = `D${event.target.value.slice(1)}`;
  now.user = event.target.value;
  look();
};
at('composer').onsubmit = (event) => {
  event.preventDefault();
  const text = at('text').value.trim();
  if (text) act({ do: 'say', text, thread: now.thread });
  at('text').value = '';
};
at('thread').lastElementChild.onclick = () => { now.thread = null; look(); };
at('file').onchange = async (event) => {
  const file = event.target.files[0];
  if (!file) return;
  const bytes = new Uint8Array(await file.arrayBuffer());
  await act({ do: 'file', what: file.name, text: btoa(Array.from(bytes, (b) => String.fromCharCode(b)).join('')) });
  event.target.value = '';
};
at('modal').querySelector('form').onsubmit = (event) => {
  event.preventDefault();
  act({ do: 'submit', fill: typed.get(now.state.view.id) });
};
at('trouble').onclick = (event) => event.target.dataset.kind && act({ do: 'trouble', text: event.target.dataset.kind });
at('close').onclick = () => act({ do: 'close' });
at('modal').oncancel = (event) => { event.preventDefault(); act({ do: 'close' }); };

setInterval(() => look().catch(() => say('The stand-in is gone.', true)), 700);
look();
