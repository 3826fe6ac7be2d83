// The live stream: messages as they come, a lost connection said and healed.

import { dress, redraw } from './cards.js';

const silence = 40_000;

/** Follows the stream. `onSide` is called when the side panel may be stale, `onBack` when a lost connection is back. */
export function follow(list, state, { onMessage, onSide, onBack }) {
  let last = Number(document.body.dataset.change), source = null, wait = 1000, timer = 0, heardAt = Date.now(), wasLost = false;

  function say(name, text) {
    if (state.dataset.state === name) return;
    state.dataset.state = name;
    state.textContent = text;
  }

  function heard() {
    heardAt = Date.now();
    wait = 1000;
    say('live', 'Live');
    if (wasLost) onBack();
    wasLost = false;
  }

  function open() {
    clearTimeout(timer);
    source?.close();
    heardAt = Date.now();
    source = new EventSource(`/web/stream?after=${last}`);
    source.addEventListener('beat', heard);
    source.addEventListener('side', () => { heard(); onSide(); });
    source.addEventListener('reload', () => location.reload());
    source.addEventListener('message', event => {
      heard();
      last = Math.max(last, Number(event.lastEventId));
      const message = JSON.parse(event.data);
      onMessage(message, place(list, message));
    });
    source.addEventListener('error', lost);
  }

  async function lost() {
    source?.close();
    source = null;
    wasLost = true;
    say('lost', 'Connection lost. Trying again');
    clearTimeout(timer);
    timer = setTimeout(open, wait);
    wait = Math.min(wait * 2, 15_000);
    const answer = await fetch('/web/messages?before=0').catch(() => null);
    if (answer?.status === 401) location.reload();
  }

  // A connection can die without a word: then the heartbeat stays away.
  setInterval(() => { if (source && Date.now() - heardAt > silence) lost(); }, 5000);
  addEventListener('online', open);
  addEventListener('pageshow', event => { if (event.persisted) open(); });

  // Browsers allow six connections to a server in all: pages that nobody sees give theirs up.
  let hide = 0;
  document.addEventListener('visibilitychange', () => {
    clearTimeout(hide);
    if (document.hidden) hide = setTimeout(() => { clearTimeout(timer); source?.close(); source = null; }, 60_000);
    else if (!source) open();
  });

  open();
}

/** Puts a message where it belongs; true when it is new. The reader's place on the page stays. */
function place(list, message) {
  const fresh = parse(message.html)[0];
  const known = document.getElementById(fresh.id) ?? (message.said && list.querySelector(`[data-sending][data-said="${CSS.escape(message.said)}"]`));
  if (known && known.dataset.version === fresh.dataset.version) return false;

  keepPlace(list, () => {
    if (known && !known.hasAttribute('data-sending')) return redraw(known, fresh);
    known?.remove();
    fresh.classList.add('arrived');
    const after = [...list.children].findLast(item => Number(item.dataset.id) < message.id);
    if (after) after.after(fresh);
    else list.prepend(fresh);
    dress(fresh);
  });
  return !known;
}

/** List items from our own server's HTML. */
export function parse(html) {
  const template = document.createElement('template');
  template.innerHTML = html;
  return [...template.content.children];
}

export const isAtEnd = () => innerHeight + scrollY >= document.documentElement.scrollHeight - 80;

export const toEnd = () => scrollTo({ top: document.documentElement.scrollHeight });

/** Who reads the end goes on reading it when a notice, a keyboard or a turned screen takes room. */
export function stayAtEnd(composer) {
  let wasAtEnd = true;
  addEventListener('scroll', () => { wasAtEnd = isAtEnd(); }, { passive: true });
  const stay = () => { if (wasAtEnd) toEnd(); };
  addEventListener('resize', stay);
  new ResizeObserver(stay).observe(composer);
}

/** Changes the list: who reads the end goes on reading the end; who reads elsewhere, or types in a card, keeps what they see where it is. */
export function keepPlace(list, change) {
  if (isAtEnd() && !list.querySelector('input:focus, select:focus, textarea:focus')) {
    change();
    toEnd();
    return;
  }
  const anchor = [...list.children].find(item => item.getBoundingClientRect().bottom > 60);
  const before = anchor?.getBoundingClientRect().top;
  change();
  const now = anchor && document.getElementById(anchor.id);
  if (now) scrollBy(0, now.getBoundingClientRect().top - before);
}
