// The chat page: what is typed goes out, what comes in is shown.

import { dress, fallbackId, listenToCards, send } from './cards.js';
import { follow, isAtEnd, keepPlace, parse, stayAtEnd, toEnd } from './live.js';
import { offer } from './offers.js';
import { writeTimes } from './times.js';

const find = id => document.getElementById(id);
const [chat, box, composer, empty, newest, announce] = ['chat', 'say', 'composer', 'empty', 'newest', 'announce'].map(find);

const lines = () => [...chat.querySelectorAll('.own .line')].map(line => line.lastChild.textContent);
const closeOffers = offer(box, find('offers'), lines);

function notify(text, retry = null) {
  const notice = find('notice');
  notice.hidden = !text;
  notice.textContent = text;
  if (!retry) return;
  const again = document.createElement('button');
  again.type = 'button';
  again.textContent = 'Try again';
  again.addEventListener('click', retry);
  notice.append(again);
}

function settle() {
  empty.hidden = chat.children.length > 0;
  if (isAtEnd()) newest.hidden = true;
}

// What was sent and not acknowledged outlives a reload, and goes out again under the same id: it is done once.
const outbox = JSON.parse(sessionStorage.getItem('outbox') ?? '[]');
const keepOutbox = () => sessionStorage.setItem('outbox', JSON.stringify(outbox));

function say(text) {
  const line = { id: crypto.randomUUID?.() ?? fallbackId(), text };
  outbox.push(line);
  keepOutbox();
  show(line);
  toEnd();
  deliver(line);
}

function show({ id, text }) {
  if (chat.querySelector(`[data-said="${id}"]`)) return;
  const item = document.createElement('li');
  item.className = 'message own';
  item.dataset.said = id;
  item.dataset.sending = '';
  item.innerHTML = '<p class="line"><span class="unseen">You said: </span></p>';
  item.firstChild.append(text);
  chat.append(item);
  settle();
}

async function deliver(line) {
  const drop = () => {
    if (outbox.includes(line)) outbox.splice(outbox.indexOf(line), 1);
    keepOutbox();
  };
  try {
    await send('/web/say', line);
    drop();
    notify('');
  } catch (error) {
    if (error.signedOut) return location.reload();
    if (error.unreached) return notify(`“${line.text}” waits to be sent. ${error.message}`, () => deliver(line));
    drop();
    if (error.retry) return notify(`“${line.text}” has no answer. ${error.message}`, () => deliver(line));
    chat.querySelector(`[data-sending][data-said="${line.id}"]`)?.remove();
    box.value ||= line.text;
    notify(error.message);
  }
}

composer.addEventListener('submit', event => {
  event.preventDefault();
  const text = box.value.trim();
  if (!text) return;
  box.value = '';
  sessionStorage.removeItem('draft');
  closeOffers();
  say(text);
});

box.addEventListener('input', () => sessionStorage.setItem('draft', box.value));
box.value ||= sessionStorage.getItem('draft') ?? '';

document.addEventListener('click', event => {
  const line = event.target.closest('button[data-line]')?.dataset.line;
  if (line) say(line);
});

listenToCards(chat, notify);
stayAtEnd(composer);

newest.addEventListener('click', () => { toEnd(); box.focus(); });
addEventListener('scroll', settle, { passive: true });

// Older messages, when the reader gets near the top or asks for them.
const earlier = find('earlier');
let first = document.body.dataset.first;
let isReading = false;
earlier.hidden = !first;

async function readEarlier() {
  if (!first || isReading) return;
  isReading = true;
  const answer = await fetch(`/web/messages?before=${first}`).catch(() => null);
  isReading = false;
  if (!answer?.ok) return notify('Earlier messages could not be read.', readEarlier);
  const page = await answer.json();
  first = page.first;
  keepPlace(chat, () => {
    chat.prepend(...parse(page.html));
    earlier.hidden = !first;
    dress(chat);
  });
}

earlier.addEventListener('click', readEarlier);

// The side panel; on a narrow screen a count in the header stands for it.
let sideTimer = 0;
function sideSoon() {
  sideTimer ||= setTimeout(readSide, 500);
}

async function readSide() {
  sideTimer = 0;
  const answer = await fetch('/web/side').catch(() => null);
  if (!answer?.ok) return;
  const side = await answer.json();
  const waits = find('waits');
  waits.hidden = side.waitingTotal === 0;
  waits.textContent = `${side.waitingTotal} waiting`;
  waits.dataset.line = '/approvals mine';
  showSide('waiting', side.waiting, side.waitingTotal, 'Nothing waits for you.', '/approvals mine');
  showSide('running', side.running, side.runningTotal, 'Nothing runs.', '/runs running');
  document.title = side.waitingTotal ? `(${side.waitingTotal}) ChatRuns` : 'ChatRuns';
}

function showSide(id, items, total, none, all) {
  const left = total - items.length;
  if (left > 0) items = [...items, { title: `and ${left} more`, detail: '', line: all }];
  find(`${id}-total`).textContent = total || '';
  const list = find(id);
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.line : null;
  list.replaceChildren(...items.map(item => {
    const row = document.createElement('li');
    row.innerHTML = '<button type="button"><span></span><small></small></button>';
    const button = row.firstChild;
    button.dataset.line = item.line;
    button.firstChild.textContent = item.title;
    button.lastChild.textContent = item.detail;
    if (item.at) {
      const time = document.createElement('time');
      time.dateTime = item.at;
      time.dataset.format = 'ago';
      button.lastChild.append(' · ', time);
    }
    return row;
  }));
  if (items.length === 0) list.append(Object.assign(document.createElement('li'), { textContent: none }));
  writeTimes(list);
  [...list.querySelectorAll('button')].find(b => b.dataset.line === focused)?.focus({ preventScroll: true });
}

follow(chat, find('state'), {
  onMessage(message, isNew) {
    settle();
    if (isNew && !isAtEnd()) newest.hidden = false;
    if (isNew && !message.said) announce.textContent = message.title;
    sideSoon();
  },
  onSide: sideSoon,
  onBack() {
    outbox.forEach(deliver);
    sideSoon();
  },
});

dress();
outbox.forEach(show);
outbox.forEach(deliver);
settle();
readSide();
toEnd();
box.focus({ preventScroll: true });

// Only once the page stands at its end: before that its top is in view by chance.
requestAnimationFrame(() => new IntersectionObserver(entries => { if (entries[0].isIntersecting) readEarlier(); }).observe(earlier));
