// Writes <time> in the reader's zone and language, and keeps "2 min ago" fresh.

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' });
const clockWithSeconds = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const whole = new Intl.DateTimeFormat(undefined, { dateStyle: 'full', timeStyle: 'long' });
const relative = new Intl.RelativeTimeFormat(undefined, { numeric: 'auto', style: 'short' });
const dates = Object.fromEntries(
  [['short', { weekday: 'short', day: 'numeric', month: 'short' }], ['year', { dateStyle: 'medium' }], ['long', { dateStyle: 'long' }]]
    .map(([name, options]) => [name, new Intl.DateTimeFormat(undefined, options)]));

const isSameDay = (a, b) => a.toDateString() === b.toDateString();

/** "today", "Tue, 3 Nov", "3 Nov 2025". */
const day = (at, now) => isSameDay(at, now) ? relative.format(0, 'day') : (at.getFullYear() === now.getFullYear() ? dates.short : dates.year).format(at);

/** "14:02" today, "Tue, 3 Nov 14:02" otherwise. */
const absolute = (at, now) => isSameDay(at, now) ? clock.format(at) : `${day(at, now)} ${clock.format(at)}`;

/** "2 min ago", "in 3 hr"; empty when it is more than a week away. */
function ago(at, now) {
  const seconds = Math.round((at - now) / 1000);
  const size = Math.abs(seconds);
  if (size < 45) return seconds <= 0 ? 'just now' : relative.format(seconds, 'second');
  if (size < 45 * 60) return relative.format(Math.round(seconds / 60), 'minute');
  if (size < 22 * 3600) return relative.format(Math.round(seconds / 3600), 'hour');
  if (size < 7 * 86400) return relative.format(Math.round(seconds / 86400), 'day');
  return '';
}

function textOf(at, format, now) {
  switch (format) {
    case 'time': return isSameDay(at, now) ? clockWithSeconds.format(at) : clock.format(at);
    case 'date': case 'date-short': return day(at, now);
    case 'date-long': return dates.long.format(at);
    case 'ago': return [absolute(at, now), ago(at, now)].filter(Boolean).join(' · ');
    default: return absolute(at, now);
  }
}

/** Writes all times under an element. */
export function writeTimes(root = document) {
  const now = new Date();
  for (const time of root.querySelectorAll('time[datetime]')) {
    const at = new Date(time.dateTime);
    if (Number.isNaN(at.getTime())) continue;
    const text = textOf(at, time.dataset.format, now);
    if (time.textContent !== text) time.textContent = text;
    time.title ||= whole.format(at);
  }
}

setInterval(writeTimes, 20_000);
