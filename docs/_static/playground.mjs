// The playground: a day of the library with what the reader changed in it. The address of the page holds the changes.
const form = document.getElementById("zh-playground");
const status = document.getElementById("zh-status");
const at = new URL(form.dataset.at, document.baseURI);
const WHEN = /^(?:\+(\d) )?(\d{1,2}):(\d{2})(?::(\d{2})(?:\.(\d{1,3}))?)?$/;
const DAY = 24 * 60 * 60 * 1000;
const LARGEST = 2 ** 53;
let known; // what there is to choose from
let changes = {}; // what the reader changed, by the name of the field
let worker;
let asked = 0;
let answered = 0;
let began;

const element = (tag, attributes = {}, ...children) => {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
  made.append(...children);
  return made;
};

// -- times and amounts as people write them ---------------------------------------------------------------------------

const pad = (n, width = 2) => String(n).padStart(width, "0");

function clock(ms) {
  const [day, rest] = [Math.floor(ms / DAY), ms % DAY];
  const [seconds, millis] = [Math.floor(rest / 1000), rest % 1000];
  const minutes = `${pad(Math.floor(seconds / 3600))}:${pad(Math.floor(seconds / 60) % 60)}`;
  const fine = millis ? `:${pad(seconds % 60)}.${pad(millis, 3)}` : seconds % 60 ? `:${pad(seconds % 60)}` : "";
  return `${day ? `+${day} ` : ""}${minutes}${fine}`;
}

function instant(text) {
  const found = WHEN.exec(text.trim());
  if (!found) return undefined;
  const [days, hours, minutes, seconds] = found.slice(1, 5).map((part) => Number(part ?? 0));
  if (hours > 23 || minutes > 59 || seconds > 59 || days > 2) return undefined;
  return days * DAY + ((hours * 60 + minutes) * 60 + seconds) * 1000 + Number((found[5] ?? "0").padEnd(3, "0"));
}

const money = (ore) => {
  const whole = Math.abs(ore);
  return `${ore < 0 ? "-" : ""}${Math.floor(whole / 100).toLocaleString("en")}.${pad(whole % 100)}`;
};

function kroner(text) {
  const found = /^(-?)([\d,]+)(?:\.(\d{1,2}))?$/.exec(text.trim());
  if (!found) return undefined;
  const ore = Number(found[2].replaceAll(",", "")) * 100 + Number((found[3] ?? "").padEnd(2, "0"));
  return ore > LARGEST ? undefined : Number(`${found[1]}${ore}`);
}

const KINDS = {
  time: { shown: clock, read: instant, wrong: "Write a time as 10:07, 10:07:30 or +1 01:30." },
  amount: { shown: money, read: kroner, wrong: "Write kroner and øre as 7000.00." },
};

// -- the day, with what is changed ------------------------------------------------------------------------------------

const day = () => known.days[form.elements.day.value];

function scenario() {
  const made = structuredClone(day().scenario);
  const kept = made.events.map((event, n) => (changes[`event.${n}.off`] ? undefined : event));
  for (const [name, value] of Object.entries(changes)) {
    const [part, ...path] = name.split(".");
    if (part === "reading") made.readings[path[0]] = value;
    if (part === "event" && path[1] !== "off") made.events[path[0]][path[1]] = value;
    if (part === "block") {
      const blocks = (made.times[path[0]] ??= {});
      (blocks[path[1]] ??= {})[path[2]] = value;
    }
  }
  made.events = kept.filter((event) => event !== undefined);
  return made;
}

// -- the address of the page ------------------------------------------------------------------------------------------

function remember() {
  const parts = new URLSearchParams({ day: form.elements.day.value, ...changes });
  history.replaceState(undefined, "", `#${parts}`);
}

function recalled() {
  const parts = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
  const { day: name, ...rest } = parts;
  if (!(name in known.days)) return false;
  form.elements.day.value = name;
  const sound = ([field, value]) => fields().has(field) && /^-?\d+$/.test(value) && Math.abs(value) <= LARGEST;
  changes = Object.fromEntries(Object.entries(rest).filter(sound).map(([field, value]) => [field, Number(value)]));
  return true;
}

// The names of everything that can be changed on the day.
function fields() {
  const { events, rulebook } = day().scenario;
  const found = new Set(known.readings.map(({ field }) => `reading.${field}`));
  for (const [n, event] of events.entries()) {
    for (const field of ["at", "off", ...known.amounts]) if (field in event || field === "off") found.add(`event.${n}.${field}`);
  }
  for (const [table, blocks] of Object.entries(known.timetables[rulebook])) {
    for (const { number, times } of blocks) for (const time of Object.keys(times)) found.add(`block.${table}.${number}.${time}`);
  }
  return found;
}

// -- the controls -----------------------------------------------------------------------------------------------------

function show() {
  const { scenario: told, words } = day();
  document.getElementById("zh-note").textContent = told.note;
  part("events", told.events.map((event, n) => happening(event, words[n], n)));
  part("times", Object.entries(known.timetables[told.rulebook]).flatMap(([table, blocks]) => blocks.filter(({ times }) => Object.keys(times).length).map((block) => opportunity(table, block))));
  part("readings", known.readings.map((reading) => choice(reading, told.readings[reading.field])));
}

function part(name, rows) {
  form.querySelector(`[data-part="${name}"]`).replaceChildren(...rows);
}

function happening(event, words, n) {
  const off = element("input", { type: "checkbox", name: `event.${n}.off` });
  off.checked = !changes[off.name];
  off.addEventListener("change", () => change(off.name, off.checked ? undefined : 1));
  const row = element("div", { class: "zh-row" }, element("label", { class: "zh-grow" }, off, ` ${words}`));
  row.append(input(`event.${n}.at`, event.at, "time", `when: ${words}`));
  for (const field of known.amounts) {
    if (typeof event[field] === "number") row.append(input(`event.${n}.${field}`, event[field], "amount", `${field}: ${words}`));
  }
  return row;
}

function opportunity(table, { number, name, times }) {
  const row = element("div", { class: "zh-row" }, element("span", { class: "zh-grow" }, `${name} (${table})`));
  const said = { cutoff: "cut-off", lock: "lines locked", settle: "settles" };
  for (const [time, value] of Object.entries(times)) {
    const box = input(`block.${table}.${number}.${time}`, value, "time", `${name} ${said[time]}`);
    row.append(element("span", { class: "zh-together" }, `${said[time]} `, box));
  }
  return row;
}

function choice({ field, name, question, asked: id, values }, usual) {
  const select = element("select", { name: `reading.${field}` });
  for (const { value, name: word } of values) select.append(new Option(word.replaceAll("_", " "), value));
  select.value = changes[select.name] ?? usual;
  const means = () => values.find(({ value }) => value === Number(select.value)).means;
  const meaning = element("small", {}, means());
  select.addEventListener("change", () => {
    meaning.textContent = means();
    change(select.name, Number(select.value) === usual ? undefined : Number(select.value));
  });
  const title = known.urls[id] ? element("a", { href: known.urls[id] }, name) : name;
  const about = element("span", { class: "zh-grow" }, title, ` ${question} `, meaning);
  select.setAttribute("aria-label", `${name}: ${question}`);
  return element("div", { class: "zh-row" }, about, select);
}

function input(name, usual, kind, label) {
  const { shown, read, wrong } = KINDS[kind];
  const made = element("input", { name, size: kind === "time" ? 8 : 12, class: `zh-${kind}`, "aria-label": label });
  made.value = shown(changes[name] ?? usual);
  made.addEventListener("change", () => {
    const value = read(made.value);
    made.setCustomValidity(value === undefined ? wrong : "");
    made.setAttribute("aria-invalid", value === undefined);
    if (value === undefined) return say(wrong, true);
    made.value = shown(value);
    return change(name, value === usual ? undefined : value);
  });
  return made;
}

function change(name, value) {
  if (value === undefined) delete changes[name];
  else changes[name] = value;
  ask();
}

// -- asking the specification -----------------------------------------------------------------------------------------

function ask() {
  remember();
  if (!worker) {
    began = performance.now();
    worker = new Worker(new URL("playground-worker.mjs", at), { type: "module" });
    worker.onmessage = ({ data }) => tell(data);
    worker.onerror = () => say(`Python could not be loaded. ${REMEDY}`, true);
    say("Loading Python and the specification; this takes some seconds, once.");
  }
  asked += 1;
  worker.postMessage({ number: asked, request: JSON.stringify(scenario()) });
}

const REMEDY = "The page must come from a web server, and the site be built after npm ci in docs/browser.";

function tell({ number, told, took, error }) {
  if (number < asked) return;
  if (error) return say(`${error}. ${/import|fetch|load/i.test(error) ? REMEDY : ""}`, true);
  document.getElementById("zh-drawing").replaceChildren(drawn(told.drawing));
  document.getElementById("zh-answer").replaceChildren(orders(told.orders), moments(told.moments));
  const first = answered === 0 ? ` Loaded in ${((performance.now() - began) / 1000).toFixed(1)} s.` : "";
  answered += 1;
  form.dataset.answered = number;
  return say(`Run in your browser in ${took.toFixed(0)} ms.${first}`);
}

function say(words, wrong = false) {
  status.textContent = words;
  status.classList.toggle("zh-wrong", wrong);
}

function drawn(svg) {
  const figure = element("div", { class: "zh-figure", tabindex: 0, role: "group", "aria-label": "The day" });
  figure.innerHTML = svg; // made by our own code, which escapes what the reader wrote
  return figure;
}

const rules = (ids) => ids.flatMap((id) => [element("a", { href: known.urls[id], class: "zerohour-rule" }, id), " "]);

function table(heads, rows) {
  const head = element("tr", {}, ...heads.map((text) => element("th", {}, text)));
  const body = rows.map((cells) => element("tr", {}, ...cells.map((cell) => element("td", {}, ...[cell].flat()))));
  const made = element("table", { class: "docutils zh-table" }, element("thead", {}, head), element("tbody", {}, ...body));
  return element("div", { class: "table-wrapper", tabindex: 0, role: "group", "aria-label": heads.join(", ") }, made);
}

const TONES = { settled: "good", cleared: "good", refused: "bad", rejected: "bad", reversed: "bad", unprotected: "bad" };
const badge = (word) => element("span", { class: `zh-badge zh-${TONES[word] ?? "plain"}` }, word);

function orders(fates) {
  const rows = fates.map((o) => [
    [element("strong", {}, o.order), element("br"), `${o.payer} → ${o.payee}`],
    money(o.amount),
    o.sf1 || "–",
    o.sf2 || "–",
    o.sf3 || "–",
    [badge(o.status), ` ${o.block}`],
    [`${o.why} `, ...rules(o.rules)],
    o.law === "unprotected" ? [badge(o.law)] : o.law,
  ]);
  return table(["Order", "Amount", "SF1", "SF2", "SF3", "The system", "Decided by", "The law says"], rows);
}

function moments(all) {
  const rows = all
    .filter(({ quiet }) => !quiet)
    .map(({ at: when, what, refused, rules: why, changes: done, notes }) => [
      when,
      what,
      [
        ...(refused && !done.length ? [`refused: ${refused} `, ...rules(why)] : []),
        ...notes.flatMap((note) => [note, element("br")]),
        ...done.flatMap((c) => [element("strong", {}, c.order), ` ${c.status}${c.why && c.why !== c.status ? `, ${c.why}` : ""} `, ...rules(c.rules), element("br")]),
      ],
    ]);
  const folded = element("details", { class: "zh-details" }, element("summary", {}, "The day, moment by moment"));
  folded.append(table(["Time", "What happened", "What it did"], rows));
  return folded;
}

// -- the start --------------------------------------------------------------------------------------------------------

form.addEventListener("submit", (event) => event.preventDefault());
form.elements.day.addEventListener("change", () => {
  changes = {};
  show();
  ask();
});
form.addEventListener("reset", (event) => {
  event.preventDefault();
  changes = {};
  show();
  ask();
});

try {
  known = await fetch(new URL("playground/data.json", at)).then((found) => found.json());
  const shared = recalled();
  show();
  if (shared) ask();
} catch {
  say(`The days could not be loaded. ${REMEDY}`, true);
}
