// Cards: pressing their buttons, opening their panels, and redrawing them under the reader's hands.

import { writeTimes } from './times.js';

const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;

/** Sends JSON and returns what came back, null for nothing; throws an Error in words, with `retry` where trying again may help, `unreached` where nobody heard it. */
export async function send(path, body) {
  let answer;
  try {
    answer = await fetch(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify({ ...body, zone }) });
  } catch {
    throw Object.assign(new Error('ChatRuns cannot be reached.'), { retry: true, unreached: true });
  }
  if (answer.ok) return answer.status === 200 ? answer.json() : null;
  const why = await answer.json().catch(() => ({}));
  throw Object.assign(new Error(why.error ?? `ChatRuns answered ${answer.status}.`), {
    retry: answer.status >= 500, unreached: [502, 503, 504].includes(answer.status), signedOut: answer.status === 401,
  });
}

/** Listens to the buttons of all cards in the list; `notify(text, retry)` shows what went wrong. */
export function listenToCards(list, notify) {
  list.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.verb) press(button, notify);
    else if (button.hasAttribute('aria-controls')) toggle(button);
  });

  // Enter in a text input presses the button of its panel, as in a form; where there are several it might be the wrong one.
  list.addEventListener('keydown', event => {
    const input = event.target;
    if (event.key !== 'Enter' || !input.matches('input:not([type=checkbox],[type=radio])')) return;
    const panel = panelOf(input);
    const buttons = [...panel.querySelectorAll('button[data-verb]')].filter(b => panelOf(b) === panel);
    if (buttons.length !== 1) return;
    event.preventDefault();
    buttons[0].click();
  });
}

async function press(button, notify) {
  if (button.getAttribute('aria-busy') === 'true') return;
  const inputs = button.dataset.inputs === 'none' ? [] : inputsFor(button);
  if (!areValid(inputs)) return;

  const body = {
    id: crypto.randomUUID?.() ?? fallbackId(),
    message: Number(button.closest('[data-id]').dataset.id),
    verb: button.dataset.verb,
    data: { ...JSON.parse(button.dataset.data || '{}'), ...valuesOf(inputs) },
  };
  const attempt = async () => {
    notify('');
    forgive(button);
    button.setAttribute('aria-busy', 'true');
    try {
      const refused = await send('/web/press', body);
      if (refused) blame(button, inputs, refused.inputs);
    } catch (error) {
      notify(error.message, error.retry ? attempt : null);
    } finally {
      button.removeAttribute('aria-busy');
    }
  };
  await attempt();
}

let wrongs = 0;

/** Tells at each input what is wrong with it, and above the button what concerns none; the first input gets the focus. */
function blame(button, inputs, errors) {
  const blamed = [];
  for (const [name, why] of Object.entries(errors)) {
    const input = inputs.find(i => nameOf(i) === name);
    const line = document.createElement('p');
    Object.assign(line, { id: `wrong-${++wrongs}`, className: 'wrong', role: 'alert', textContent: why });
    (input ?? button).setAttribute('aria-describedby', line.id);
    if (!input) {
      button.parentElement.before(line);
      continue;
    }
    input.closest('.field').append(line);
    input.setAttribute('aria-invalid', 'true');
    input.addEventListener('input', () => absolve(line), { once: true });
    blamed.push(input);
  }
  blamed[0]?.focus();
}

/** What was wrong is tried again. */
function forgive(button) {
  for (const line of panelOf(button).querySelectorAll('.wrong')) absolve(line);
}

function absolve(line) {
  for (const element of line.closest('article')?.querySelectorAll(`[aria-describedby="${line.id}"]`) ?? []) {
    element.removeAttribute('aria-describedby');
    element.removeAttribute('aria-invalid');
  }
  line.remove();
}

/** For pages on plain http under another name than localhost, where randomUUID is missing. */
export function fallbackId() {
  return [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');
}

const panelOf = element => {
  const card = element.closest('article');
  for (let up = element.parentElement; up && up !== card; up = up.parentElement) if (up.id && togglesOf(card, up).length) return up;
  return card;
};

const togglesOf = (card, panel) => [...card.querySelectorAll('button[aria-controls]')].filter(b => b.getAttribute('aria-controls') === panel.id);

// Radio buttons of different cards must not be one group: their name is unique, and the input's own one stands beside it.
const nameOf = input => input.dataset.name ?? input.name;

/** A button sends the inputs of its own panel and of those around it, as Adaptive Cards have it. */
function inputsFor(button) {
  return [...button.closest('article').querySelectorAll('input, select, textarea')].filter(i => nameOf(i) && panelOf(i).contains(button));
}

function areValid(inputs) {
  for (const input of inputs) {
    input.setCustomValidity('');
    if (input.checkValidity()) continue;
    if (input.dataset.error) input.setCustomValidity(input.dataset.error);
    input.setAttribute('aria-invalid', 'true');
    input.addEventListener('input', () => { input.setCustomValidity(''); input.removeAttribute('aria-invalid'); }, { once: true });
    input.reportValidity();
    return false;
  }
  return true;
}

function valuesOf(inputs) {
  const values = {};
  for (const input of inputs) {
    const name = nameOf(input);
    if (input.type === 'checkbox' && 'off' in input.dataset) values[name] = input.checked ? input.value : input.dataset.off;
    else if (input.type === 'checkbox' || input.type === 'radio') values[name] = [values[name], input.checked ? input.value : ''].filter(Boolean).join(',');
    else if (input.multiple) values[name] = [...input.selectedOptions].map(o => o.value).join(',');
    else values[name] = input.value;
  }
  return values;
}

/** Opens or closes the panel of a button; its neighbours' panels close. */
export function toggle(button, open = button.getAttribute('aria-expanded') !== 'true') {
  const card = button.closest('article');
  const panel = card.querySelector('#' + CSS.escape(button.getAttribute('aria-controls')));
  if (!panel) return;
  if (open)
    for (const other of button.parentElement.querySelectorAll(':scope > button[aria-expanded=true]')) if (other !== button) toggle(other, false);
  panel.hidden = !open;
  for (const each of togglesOf(card, panel)) each.setAttribute('aria-expanded', String(open));
}

/** What the server leaves to the page: times in the reader's zone, and widths by weight, which the page's policy forbids in HTML. */
export function dress(root = document) {
  writeTimes(root);
  for (const column of root.querySelectorAll('[data-grow]')) column.style.flexGrow = column.dataset.grow;
  for (const column of root.querySelectorAll('[data-width]')) column.style.width = column.dataset.width;
}

/** Redraws a message in place: what was typed, what was open and where the focus was stays, where the card still has it. */
export function redraw(item, fresh) {
  const kept = remember(item);
  item.replaceWith(fresh);
  dress(fresh);
  restore(fresh, kept);
}

function remember(item) {
  const active = item.contains(document.activeElement) ? document.activeElement : null;
  const kept = { values: new Map(), panels: new Set(), details: new Set(), focus: null };
  eachKeyed(item, (element, key) => {
    if (element === active) kept.focus = { key, from: element.selectionStart, to: element.selectionEnd };
    if (isTyped(element)) kept.values.set(key, element.type === 'checkbox' || element.type === 'radio' ? element.checked : element.value);
    if (element.getAttribute('aria-expanded') === 'true') kept.panels.add(key);
    if (element.localName === 'summary' && element.parentElement.open) kept.details.add(key);
  });
  if (active && !kept.focus) kept.focus = {};
  return kept;
}

function restore(item, kept) {
  let focused = null;
  eachKeyed(item, (element, key) => {
    if (kept.panels.has(key) && element.hasAttribute('aria-controls')) toggle(element, true);
    if (kept.details.has(key)) element.parentElement.open = true;
    if (kept.values.has(key)) {
      if (typeof kept.values.get(key) === 'boolean') element.checked = kept.values.get(key);
      else element.value = kept.values.get(key);
    }
    if (kept.focus?.key === key) focused = element;
  });
  if (!kept.focus) return;

  // The button is gone because it did its work: the reader stays at the card.
  const target = focused?.checkVisibility?.() === false || !focused ? item.querySelector('article') : focused;
  if (!target) return;
  if (!focused) target.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (focused && kept.focus.from != null) {
    try { focused.setSelectionRange(kept.focus.from, kept.focus.to); } catch { /* number and date inputs have no caret */ }
  }
}

function isTyped(element) {
  switch (element.localName) {
    case 'textarea': return element.value !== element.defaultValue;
    case 'select': return [...element.options].some(o => o.selected !== o.defaultSelected);
    case 'input': return element.type === 'checkbox' || element.type === 'radio'
      ? element.checked !== element.defaultChecked : element.value !== element.defaultValue;
    default: return false;
  }
}

/** Elements by what they mean, not by where they stand: a redraw may add and remove others around them. */
function eachKeyed(item, visit) {
  const seen = new Map();
  for (const element of item.querySelectorAll('input, select, textarea, button, summary, a[href]')) {
    const name = [element.localName, meaningOf(element, item)].join(' ');
    const count = seen.get(name) ?? 0;
    seen.set(name, count + 1);
    visit(element, `${name} ${count}`);
  }
}

function meaningOf(element, item) {
  if (nameOf(element)) {
    // Each action of a card may have a panel with a "reason": which action it is for stands in the buttons beside it.
    const panel = panelOf(element);
    const data = panel?.localName === 'article' ? [] : [...panel?.querySelectorAll('[data-verb]') ?? []].map(b => b.dataset.data);
    return [nameOf(element), /^(radio|checkbox)$/.test(element.type) ? element.value : '', ...data].join(' ');
  }
  if (element.dataset.verb) return `${element.dataset.verb} ${element.dataset.data}`;
  const panel = element.hasAttribute('aria-controls') && item.querySelector('#' + CSS.escape(element.getAttribute('aria-controls')));
  const inside = panel ? [...panel.querySelectorAll('[name], [data-verb]')].map(e => e.dataset.verb ? e.dataset.data : nameOf(e)) : [];
  return [element.textContent.trim(), ...inside].join(' ');
}
