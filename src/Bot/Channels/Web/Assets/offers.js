// What the text box offers: commands after "/", agents after "/agent", and the lines typed before.

/** Makes a text box offer completions in a list. `list` is the listbox, `history` gives earlier lines, oldest first. */
export function offer(box, list, history) {
  let hints = null, readAt = 0, offered = [], active = -1, back = 0;

  async function load() {
    if (hints && Date.now() - readAt < 30_000) return;
    const answer = await fetch('/web/hints').catch(() => null);
    if (!answer?.ok) return;
    hints = await answer.json();
    readAt = Date.now();
  }

  function find(text) {
    if (!hints || !text.startsWith('/')) return [];
    const agent = /^(\/(?:agent|next|metrics)\s+)(\S*)$/.exec(text);
    if (agent) return hints.agents.filter(h => matches(h, agent[2])).map(h => ({ ...h, line: agent[1] + h.text }));
    return hints.commands.filter(h => h.text.startsWith(text)).map(h => ({ ...h, line: h.text }));
  }

  const matches = (hint, start) => hint.text.startsWith(start) || hint.word.toLowerCase().includes(start.toLowerCase());

  function draw() {
    list.hidden = offered.length === 0;
    list.replaceChildren(...offered.map((hint, index) => {
      const item = document.createElement('li');
      item.id = `offer-${index}`;
      item.role = 'option';
      item.ariaSelected = String(index === active);
      const name = document.createElement('b');
      name.textContent = hint.text;
      const word = document.createElement('span');
      word.textContent = hint.word;
      item.append(name, word);
      item.addEventListener('pointerdown', event => { event.preventDefault(); take(index); });
      return item;
    }));
    if (active >= 0) {
      box.setAttribute('aria-activedescendant', `offer-${active}`);
      list.children[active].scrollIntoView({ block: 'nearest' });
    } else {
      box.removeAttribute('aria-activedescendant');
    }
  }

  function close() {
    offered = [];
    active = -1;
    draw();
  }

  function take(index) {
    box.value = offered[index].line + ' ';
    box.dispatchEvent(new Event('input', { bubbles: true }));
    box.focus();
  }

  function recall(step) {
    const lines = history();
    const next = Math.min(Math.max(back + step, 0), lines.length);
    if (next === back) return;
    back = next;
    box.value = back === 0 ? '' : lines[lines.length - back];
    close();
  }

  box.addEventListener('input', async () => {
    back = 0;
    if (box.value.startsWith('/')) await load();
    offered = find(box.value);
    active = -1;
    draw();
  });

  box.addEventListener('keydown', event => {
    if (event.isComposing || event.altKey || event.ctrlKey || event.metaKey) return;
    const isOpen = offered.length > 0;
    const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (move && isOpen) active = (active + move + offered.length + (active < 0 && move < 0 ? 1 : 0)) % offered.length;
    else if (move && (box.value === '' || back > 0)) recall(-move);
    else if (event.key === 'Tab' && isOpen && !event.shiftKey) take(Math.max(active, 0));
    else if (event.key === 'Enter' && active >= 0) take(active);
    else if (event.key === 'Escape' && isOpen) close();
    else return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (move && isOpen) draw();
  });

  box.addEventListener('blur', close);
  return close;
}
