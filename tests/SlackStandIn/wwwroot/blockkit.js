// Draws Block Kit blocks as HTML, close to how Slack does. Text is only ever set as textContent.
//   draw(blocks, document) → HTMLElement
// Buttons, menus and inputs are real elements and carry data-action-id, data-block-id and data-value (a menu: the option's value).
// A button with a confirm object carries it as JSON in data-confirm. What the page does with a press is its own business.

const KNOWN = {
  header, section, context, divider, actions, input, image, rich_text: richText, table, data_table: dataTable,
  plan, task_card: taskCard, alert,
};

export function draw(blocks, document) {
  const root = make(document, 'div', 'bk');
  for (const block of blocks ?? []) root.append(drawBlock(block, document));
  return root;
}

function drawBlock(block, doc) {
  const known = KNOWN[block.type];
  const element = known ? known(block, doc) : make(doc, 'p', 'bk-unknown', `This block is not drawn: ${block.type}`);
  element.classList.add('bk-block', `bk-${block.type}`);
  if (block.block_id) element.dataset.blockId = block.block_id;
  return element;
}

function make(doc, tag, className, text) {
  const element = doc.createElement(tag);
  if (className) element.className = className;
  if (text !== undefined) element.textContent = text;
  return element;
}

function safe(url) {
  try {
    return ['http:', 'https:'].includes(new URL(url).protocol) ? url : null;
  } catch {
    return null;
  }
}

function link(doc, url, text) {
  const address = safe(url);
  if (!address) return make(doc, 'span', null, text);
  const a = make(doc, 'a', null, text);
  a.href = address;
  a.rel = 'noopener noreferrer';
  a.target = '_blank';
  return a;
}

// Dates: Slack's tokens, in UTC so that a picture is the same on every machine.
const pad = (n) => String(n).padStart(2, '0');
const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September', 'October', 'November', 'December'];
function dateText(timestamp, format) {
  const at = new Date(Number(timestamp) * 1000);
  const [year, month, day] = [at.getUTCFullYear(), at.getUTCMonth(), at.getUTCDate()];
  const short = `${MONTHS[month].slice(0, 3)} ${day}, ${year}`;
  const time = `${at.getUTCHours() % 12 || 12}:${pad(at.getUTCMinutes())} ${at.getUTCHours() < 12 ? 'AM' : 'PM'}`;
  const tokens = {
    date_num: `${year}-${pad(month + 1)}-${pad(day)}`, date: `${MONTHS[month]} ${day}, ${year}`, date_pretty: `${MONTHS[month]} ${day}, ${year}`,
    date_short: short, date_short_pretty: short, date_long: `${MONTHS[month]} ${day}, ${year}`, date_long_pretty: `${MONTHS[month]} ${day}, ${year}`,
    time, time_secs: time.replace(' ', `:${pad(at.getUTCSeconds())} `),
  };
  return format.replace(/\{(\w+)\}/g, (whole, name) => tokens[name] ?? whole);
}

const unescape = (text) => text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');

// A small part of mrkdwn: <!date^…>, <url|text>, mentions, *bold*, _italic_, `code`.
function mrkdwn(doc, text, into) {
  const pattern = /<([^<>]+)>|\*([^*\n]+)\*|`([^`\n]+)`|(?<![\w])_([^_\n]+)_(?![\w])/g;
  let from = 0;
  for (const match of text.matchAll(pattern)) {
    into.append(unescape(text.slice(from, match.index)));
    from = match.index + match[0].length;
    if (match[1] !== undefined) into.append(token(doc, match[1]));
    else if (match[2] !== undefined) into.append(make(doc, 'strong', null, unescape(match[2])));
    else if (match[3] !== undefined) into.append(make(doc, 'code', null, unescape(match[3])));
    else into.append(make(doc, 'em', null, unescape(match[4])));
  }
  into.append(unescape(text.slice(from)));
  return into;
}

function token(doc, inner) {
  const date = /^!date\^(\d+)\^([^|^]+)(?:\^[^|]*)?\|(.*)$/s.exec(inner);
  if (date) return make(doc, 'time', null, dateText(date[1], date[2]));
  if (/^[!@#]/.test(inner)) return make(doc, 'span', 'bk-mention', inner);
  const [url, text] = inner.split('|');
  return link(doc, unescape(url), unescape(text ?? url));
}

function textObject(doc, object, tag = 'span', className = null) {
  const element = make(doc, tag, className);
  if (object.type === 'mrkdwn') return mrkdwn(doc, object.text, element);
  element.textContent = object.text;
  return element;
}

function header(block, doc) {
  return textObject(doc, block.text, 'h3');
}

function section(block, doc) {
  const element = make(doc, 'div');
  const words = make(doc, 'div', 'bk-words');
  if (block.text) words.append(textObject(doc, block.text, 'div'));
  if (block.fields) {
    const fields = make(doc, 'div', 'bk-fields');
    for (const field of block.fields) fields.append(textObject(doc, field, 'div'));
    words.append(fields);
  }
  element.append(words);
  if (block.accessory) element.append(control(doc, block.accessory, block));
  return element;
}

function context(block, doc) {
  const element = make(doc, 'div');
  for (const part of block.elements) element.append(part.type === 'image' ? picture(doc, part) : textObject(doc, part));
  return element;
}

function divider(block, doc) {
  return make(doc, 'hr');
}

function actions(block, doc) {
  const element = make(doc, 'div');
  for (const part of block.elements) element.append(control(doc, part, block));
  return element;
}

function image(block, doc) {
  const element = make(doc, 'figure');
  if (block.title) element.append(textObject(doc, block.title, 'figcaption'));
  element.append(picture(doc, block));
  return element;
}

function picture(doc, part) {
  const img = make(doc, 'img');
  const address = safe(part.image_url);
  if (address) img.src = address;
  img.alt = part.alt_text;
  return img;
}

function alert(block, doc) {
  return textObject(doc, block.text, 'p', `bk-level-${block.level ?? 'default'}`);
}

// ---- interactive elements

function mark(element, part, block) {
  element.dataset.actionId = part.action_id ?? '';
  element.dataset.blockId = block.block_id ?? '';
  if (part.confirm) element.dataset.confirm = JSON.stringify(part.confirm);
  return element;
}

function control(doc, part, block) {
  switch (part.type) {
    case 'button': return button(doc, part, block);
    case 'overflow': return menu(doc, part, block, part.options, '⋯', 'bk-overflow');
    case 'static_select': return select(doc, part, block, false);
    case 'multi_static_select': return select(doc, part, block, true);
    case 'external_select': return search(doc, part, block);
    case 'radio_buttons': return choices(doc, part, block, 'radio');
    case 'checkboxes': return choices(doc, part, block, 'checkbox');
    case 'plain_text_input': return field(doc, part, block, part.multiline ? null : 'text', part.initial_value);
    case 'number_input': return field(doc, part, block, 'number', part.initial_value);
    case 'datepicker': return field(doc, part, block, 'date', part.initial_date);
    case 'timepicker': return field(doc, part, block, 'time', part.initial_time);
    case 'image': return picture(doc, part);
    default: return make(doc, 'span', 'bk-unknown', `This element is not drawn: ${part.type}`);
  }
}

function button(doc, part, block) {
  const element = mark(make(doc, 'button', `bk-button ${part.style ?? ''}`.trim(), part.text.text), part, block);
  element.type = 'button';
  element.dataset.value = part.value ?? '';
  if (part.url) element.dataset.url = safe(part.url) ?? '';
  if (part.accessibility_label) element.setAttribute('aria-label', part.accessibility_label);
  return element;
}

function option(doc, entry) {
  const element = make(doc, 'option', null, entry.text.text);
  element.value = entry.value ?? '';
  if (entry.url) element.dataset.url = safe(entry.url) ?? '';
  return element;
}

function menu(doc, part, block, options, placeholder, className) {
  const element = mark(make(doc, 'select', className), part, block);
  const first = make(doc, 'option', null, placeholder);
  first.value = '';
  element.append(first, ...options.map((entry) => option(doc, entry)));
  element.setAttribute('aria-label', placeholder === '⋯' ? 'More actions' : placeholder);
  return element;
}

function select(doc, part, block, many) {
  const element = menu(doc, part, block, part.options ?? [], part.placeholder?.text ?? 'Choose', 'bk-select');
  element.multiple = many;
  for (const group of part.option_groups ?? []) {
    const inner = make(doc, 'optgroup');
    inner.label = group.label.text;
    inner.append(...group.options.map((entry) => option(doc, entry)));
    element.append(inner);
  }
  const chosen = new Set((part.initial_options ?? [part.initial_option]).filter(Boolean).map((entry) => entry.value));
  for (const entry of element.querySelectorAll('option')) if (entry.value && chosen.has(entry.value)) entry.selected = true;
  return element;
}

// The page asks the bot for what to offer while somebody types.
function search(doc, part, block) {
  const element = mark(make(doc, 'input', 'bk-field'), part, block);
  element.type = 'search';
  element.dataset.suggest = part.action_id ?? '';
  element.placeholder = part.placeholder?.text ?? 'Type to search';
  element.value = part.initial_option?.value ?? '';
  return element;
}

function choices(doc, part, block, type) {
  const element = mark(make(doc, 'div', 'bk-choices'), part, block);
  const chosen = new Set((part.initial_options ?? [part.initial_option]).filter(Boolean).map((entry) => entry.value));
  for (const entry of part.options) {
    const label = make(doc, 'label');
    const box = mark(make(doc, 'input'), part, block);
    box.type = type;
    box.name = `${block.block_id ?? ''}/${part.action_id ?? ''}`;
    box.value = box.dataset.value = entry.value ?? '';
    box.checked = chosen.has(entry.value);
    label.append(box, textObject(doc, entry.text));
    element.append(label);
  }
  return element;
}

function field(doc, part, block, type, value) {
  const element = mark(make(doc, type ? 'input' : 'textarea', 'bk-field'), part, block);
  if (type) element.type = type;
  if (type === 'number') element.step = 'any';
  if (part.placeholder) element.placeholder = part.placeholder.text;
  if (part.max_length) element.maxLength = part.max_length;
  element.value = value ?? '';
  return element;
}

function input(block, doc) {
  const element = make(doc, 'div');
  const label = make(doc, 'span', 'bk-label', block.label.text);
  if (block.optional) label.append(make(doc, 'span', 'bk-optional', ' (optional)'));
  const part = control(doc, block.element, block);
  part.setAttribute('aria-label', block.label.text);
  part.dataset.optional = block.optional ? 'true' : 'false';
  element.append(label, part);
  if (block.hint) element.append(textObject(doc, block.hint, 'div', 'bk-hint'));
  return element;
}

// ---- rich text

function richText(block, doc) {
  const element = make(doc, 'div');
  let lists = null;
  for (const part of block.elements) {
    if (part.type !== 'rich_text_list') lists = null;
    switch (part.type) {
      case 'rich_text_section': element.append(inlines(doc, part.elements, make(doc, 'div', 'bk-section-text'))); break;
      case 'rich_text_quote': element.append(inlines(doc, part.elements, make(doc, 'blockquote'))); break;
      case 'rich_text_preformatted': element.append(inlines(doc, part.elements, make(doc, 'pre'))); break;
      case 'rich_text_list': {
        lists = make(doc, part.style === 'ordered' ? 'ol' : 'ul');
        for (const item of part.elements) lists.append(inlines(doc, item.elements, make(doc, 'li')));
        element.append(lists);
        break;
      }
      default: element.append(make(doc, 'p', 'bk-unknown', `This part is not drawn: ${part.type}`));
    }
  }
  return element;
}

function inlines(doc, elements, into) {
  for (const part of elements) {
    let element;
    if (part.type === 'text') element = make(doc, part.style?.code ? 'code' : 'span', null, part.text);
    else if (part.type === 'link') element = link(doc, part.url, part.text ?? part.url);
    else if (part.type === 'date') element = make(doc, 'time', null, dateText(part.timestamp, part.format));
    else element = make(doc, 'span', 'bk-mention', part.user_id ?? part.range ?? part.name ?? part.type);
    if (part.style?.bold) element.classList.add('bk-bold');
    if (part.style?.italic) element.classList.add('bk-italic');
    if (part.style?.strike) element.classList.add('bk-strike');
    into.append(element);
  }
  return into;
}

// ---- tables and plans

function cell(doc, part, tag) {
  const element = make(doc, tag);
  if (part.type === 'rich_text') element.append(richText(part, doc));
  else element.textContent = part.text;
  if (part.type === 'raw_number') element.className = 'bk-number';
  return element;
}

function grid(block, doc, size) {
  const element = make(doc, 'div');
  const frame = make(doc, 'div', 'bk-scroll');
  const grid = make(doc, 'table');
  block.rows.forEach((row, place) => {
    const line = make(doc, 'tr');
    if (size && place > size) line.hidden = true;
    for (const part of row) line.append(cell(doc, part, place === 0 ? 'th' : 'td'));
    grid.append(line);
  });
  frame.append(grid);
  element.append(frame);
  return [element, grid];
}

function table(block, doc) {
  return grid(block, doc, 0)[0];
}

function dataTable(block, doc) {
  const size = block.page_size ?? 5;
  const [element, body] = grid(block, doc, size);
  body.prepend(make(doc, 'caption', null, block.caption));
  const rows = block.rows.length - 1;
  if (rows > size) element.append(make(doc, 'div', 'bk-pages', `1–${size} of ${rows}   ‹ ›`));
  return element;
}

const TASK_SIGNS = { pending: '○', in_progress: '◔', complete: '✓', error: '✕' };

function taskCard(block, doc) {
  const element = make(doc, 'div', `bk-task bk-${block.status}`);
  element.append(make(doc, 'span', 'bk-task-sign', TASK_SIGNS[block.status] ?? '○'));
  const words = make(doc, 'div');
  words.append(make(doc, 'div', 'bk-task-title', block.title));
  for (const part of [block.details, block.output]) if (part) words.append(richText(part, doc));
  element.append(words);
  return element;
}

function plan(block, doc) {
  const element = make(doc, 'div');
  element.append(make(doc, 'div', 'bk-plan-title', block.title));
  for (const task of block.tasks ?? []) element.append(taskCard(task, doc));
  return element;
}
